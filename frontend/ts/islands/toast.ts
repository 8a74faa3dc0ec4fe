// Short answers at the lower edge: from the page itself, or from HX-Trigger {"toast": …}.

interface Said {
  kind?: string;
  text?: string;
  value?: string;
}

export function toasts(): void {
  document.addEventListener("toast", (event) => {
    const said = (event as CustomEvent<Said>).detail ?? {};
    toast(said.text ?? said.value ?? "", said.kind ?? "success");
  });
  document.addEventListener("htmx:sendError", () => toast(offline(), "error"));
  document.addEventListener("htmx:timeout", () => toast(offline(), "error"));
  document.addEventListener("DOMContentLoaded", () =>
    document.querySelectorAll<HTMLElement>("#toasts [data-toast]").forEach(leave),
  );
}

function offline(): string {
  return document.getElementById("toasts")?.dataset.sayOffline ?? "";
}

export function toast(text: string, kind: string): void {
  const region = document.getElementById("toasts");
  const kit = document.getElementById("toast-kit") as HTMLTemplateElement | null;
  const model = kit?.content.querySelector(`.toast-${kind}`) ?? kit?.content.querySelector(".toast");
  if (!region || !model || !text) return;
  const el = document.importNode(model, true) as HTMLElement;
  const words = el.querySelector("span");
  if (words) words.textContent = text;
  region.append(el);
  leave(el);
}

function leave(el: HTMLElement): void {
  const wait = el.classList.contains("toast-error") ? 12000 : 7000;
  window.setTimeout(() => el.remove(), wait);
  el.addEventListener("click", () => el.remove());
}
