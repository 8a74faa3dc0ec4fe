// A long list of choices narrows to what is typed above it.
import { fresh } from "../page";

export function finder(root: ParentNode): void {
  for (const box of fresh(root, "[data-filter]")) {
    const list = document.querySelector<HTMLElement>(box.dataset.filter ?? "");
    const input = box.querySelector("input");
    const rows = list ? Array.from(list.querySelectorAll<HTMLElement>("[data-find]")) : [];
    if (!list || !input || rows.length < 7) continue;
    box.hidden = false;
    const none = document.createElement("p");
    none.className = "hint";
    none.setAttribute("role", "status");
    list.append(none);
    input.addEventListener("input", () => {
      const text = input.value.trim();
      let left = 0;
      for (const row of rows) {
        row.hidden = text !== "" && !(row.dataset.find ?? "").includes(text);
        if (!row.hidden) left++;
      }
      for (const group of Array.from(list.querySelectorAll<HTMLElement>(".unit-group")))
        group.hidden = !group.querySelector("[data-find]:not([hidden])");
      none.textContent = left ? "" : (box.dataset.sayNone ?? "");
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== "ArrowDown") return;
      event.preventDefault();
      const first = rows.find((row) => !row.hidden)?.querySelector<HTMLInputElement>("input:not([disabled])");
      first?.focus();
      if (first && event.key === "Enter") first.checked = true;
    });
  }
}
