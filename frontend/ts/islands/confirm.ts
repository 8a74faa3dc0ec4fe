// data-confirm="真的要撤回吗？" asks once more before a press counts.

let agreed: Element | null = null;

export function confirmation(): void {
  document.addEventListener(
    "click",
    (event) => {
      const pressed = (event.target as Element | null)?.closest?.<HTMLElement>("[data-confirm]");
      if (!pressed) return;
      if (agreed === pressed) {
        agreed = null;
        return;
      }
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(pressed.dataset.confirm ?? "", () => {
        agreed = pressed;
        pressed.click();
      });
    },
    true,
  );
}

function ask(question: string, yes: () => void): void {
  const dialog = document.getElementById("confirm") as HTMLDialogElement | null;
  if (!dialog || typeof dialog.showModal !== "function") {
    if (window.confirm(question)) yes();
    return;
  }
  const text = dialog.querySelector("[data-question]");
  if (text) text.textContent = question;
  dialog.returnValue = "";
  dialog.addEventListener(
    "close",
    () => {
      if (dialog.returnValue === "yes") yes();
    },
    { once: true },
  );
  dialog.showModal();
}
