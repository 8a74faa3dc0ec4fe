// Photos open over the page: arrows turn them, Esc closes. Without script they open in a new tab.
import { fresh, icon } from "../page";

export function viewer(root: ParentNode): void {
  for (const list of fresh(root, "[data-viewer]")) {
    const links = Array.from(list.querySelectorAll<HTMLAnchorElement>("a"));
    if (typeof HTMLDialogElement === "undefined") continue;
    links.forEach((link, at) =>
      link.addEventListener("click", (event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        open(links, at);
      }),
    );
  }
}

function open(links: HTMLAnchorElement[], from: number): void {
  const sheet = document.createElement("dialog");
  sheet.className = "sheet viewer";
  const image = document.createElement("img");
  const close = document.createElement("button");
  close.type = "button";
  close.className = "iconbtn iconbtn-soft";
  close.append(icon("x", "lg"));
  sheet.append(image, close);
  let at = from;
  const show = (to: number): void => {
    at = (to + links.length) % links.length;
    const alt = links[at]?.querySelector("img")?.alt ?? "";
    image.src = links[at]?.href ?? "";
    image.alt = alt;
    sheet.setAttribute("aria-label", alt);
  };
  show(at);
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") show(at + 1);
    if (event.key === "ArrowLeft") show(at - 1);
  });
  close.setAttribute("aria-label", "Esc");
  close.addEventListener("click", () => sheet.close());
  sheet.addEventListener("click", (event) => {
    if (event.target === sheet) sheet.close();
  });
  sheet.addEventListener("close", () => {
    sheet.remove();
    links[at]?.focus();
  });
  document.body.append(sheet);
  sheet.showModal();
}
