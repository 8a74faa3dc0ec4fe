// Says how many characters are left, only when it begins to matter. Typing is never cut off.
import { fresh, say } from "../page";

export function count(root: ParentNode): void {
  for (const area of fresh<HTMLTextAreaElement>(root, "textarea[data-count]")) {
    const most = Number(area.dataset.count);
    const line = document.createElement("p");
    line.className = "count-left";
    line.setAttribute("role", "status");
    area.after(line);
    const tell = (): void => {
      const left = most - area.value.trim().length;
      line.textContent =
        left < 0 ? say(area, "sayOver", -left) : left < most * 0.2 ? say(area, "sayLeft", left) : "";
      line.classList.toggle("is-over", left < 0);
    };
    area.addEventListener("input", tell);
    tell();
  }
}
