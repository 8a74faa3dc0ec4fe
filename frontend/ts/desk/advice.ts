// A suggestion is taken by one press, or by Alt and its number, without sending the form.
import { fresh } from "../page";

let listens = false;

export function advice(root: ParentNode): void {
  for (const button of fresh<HTMLButtonElement>(root, "button[data-take]"))
    button.addEventListener("click", (event) => {
      if (button.form && take(button, button.form)) event.preventDefault();
    });
  if (listens) return;
  listens = true;
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit[1-3]$/.test(event.code)) return;
    const number = event.code.slice(-1);
    const buttons = document.querySelectorAll<HTMLButtonElement>(`button[data-alt="${number}"]`);
    const button = Array.from(buttons).find((one) => one.offsetParent !== null);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}

function take(button: HTMLButtonElement, form: HTMLFormElement): boolean {
  const name = button.dataset.take ?? "";
  const into = form.querySelector<HTMLSelectElement | HTMLInputElement>(`[name="${name}"]`);
  if (!into) return false;
  if (name === "place") {
    into.value = button.dataset.label ?? "";
    const code = form.querySelector<HTMLInputElement>('input[type=hidden][name="area"]');
    if (code) code.value = button.value;
  } else {
    into.value = button.value;
    form.querySelectorAll('[data-take="category"]').forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
  }
  into.dispatchEvent(new Event("change", { bubbles: true }));
  return true;
}
