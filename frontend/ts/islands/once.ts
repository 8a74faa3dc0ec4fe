// A form goes out once, however often the button is pressed.
import { fresh } from "../page";

export function once(root: ParentNode): void {
  for (const form of fresh<HTMLFormElement>(root, "form[data-once]")) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      window.setTimeout(() => {
        if (!event.defaultPrevented) mark(form, true);
      }, 0);
    });
  }
}

window.addEventListener("pageshow", (event) => {
  if (event.persisted)
    document.querySelectorAll<HTMLFormElement>("form[data-sent]").forEach((form) => mark(form, false));
});

function mark(form: HTMLFormElement, sent: boolean): void {
  if (sent) form.dataset.sent = "1";
  else delete form.dataset.sent;
  for (const el of Array.from(form.elements)) {
    if (!(el instanceof HTMLButtonElement) || el.type !== "submit") continue;
    el.setAttribute("aria-disabled", String(sent));
    el.classList.toggle("is-sending", sent);
  }
}
