// Folded parts and sheets: focus goes in, Esc leads out, the menu starts closed on a phone.
import { fresh, part } from "../page";

export function folds(root: ParentNode): void {
  for (const fold of fresh<HTMLDetailsElement>(root, "details[data-dialog]")) {
    fold.addEventListener("toggle", () => {
      if (fold.open) firstField(fold)?.focus();
    });
    fold.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !fold.open) return;
      event.stopPropagation();
      fold.open = false;
      part(fold, "summary")?.focus();
    });
  }
  for (const menu of fresh<HTMLDetailsElement>(root, "details[data-wide-open]"))
    menu.open = window.matchMedia("(min-width: 900px)").matches;
  for (const opener of fresh<HTMLButtonElement>(root, "[data-open]")) {
    opener.addEventListener("click", () => {
      const sheet = document.getElementById(opener.dataset.open ?? "") as HTMLDialogElement | null;
      if (!sheet) return;
      if (typeof sheet.showModal === "function") sheet.showModal();
      else sheet.setAttribute("open", "");
    });
  }
  for (const sheet of fresh<HTMLDialogElement>(root, "dialog.sheet"))
    sheet.addEventListener("click", (event) => {
      if (event.target === sheet && typeof sheet.close === "function") sheet.close();
    });
}

/** The first field that can take the focus; a list that has become a search field is passed over. */
function firstField(fold: HTMLElement): HTMLElement | undefined {
  const fields = fold.querySelectorAll<HTMLElement>(
    ".fold-body input:not([type=hidden]), .fold-body textarea, .fold-body select, .fold-body button",
  );
  const free = Array.from(fields).filter((field) => !field.hidden && !field.matches(":disabled"));
  return free.find((field) => field.matches("input, textarea, select")) ?? free[0];
}
