// The list: arrow keys walk, and the chosen matter shows beside it where there is room.
import { fresh } from "../page";

interface Htmx {
  ajax(verb: string, path: string, how: { target: string; swap: string; source?: Element }): Promise<void>;
}
const PAUSE = 180;
let timer = 0;

export function rows(root: ParentNode): void {
  for (const row of fresh<HTMLElement>(root, "[data-row][data-panel]")) {
    row.addEventListener("focusin", () => choose(row));
    row.addEventListener("click", (event) => {
      if (event.target instanceof Element && event.target.closest("a, button")) return;
      if (roomy()) row.querySelector<HTMLElement>("a")?.focus();
      else row.querySelector<HTMLElement>("a")?.click();
    });
  }
  for (const list of fresh<HTMLElement>(root, "#list")) {
    list.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      const own = event.target instanceof Element ? event.target.closest("[data-row]") : null;
      if (own && step(own, event.key === "ArrowDown" ? 1 : -1)) event.preventDefault();
    });
    const first = list.querySelector<HTMLElement>("[data-row][data-panel]");
    const panel = document.getElementById("detail");
    if (first && panel && roomy()) show(first);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target !== document.body) return;
  const first = document.querySelector<HTMLElement>("#list [data-row][aria-current] a, #list [data-row] a");
  if (!first) return;
  event.preventDefault();
  first.focus();
});

function step(row: Element, by: number): boolean {
  const all = Array.from(document.querySelectorAll<HTMLElement>("#list [data-row]"));
  const next = all[all.indexOf(row as HTMLElement) + by];
  next?.querySelector<HTMLElement>("a")?.focus();
  return next !== undefined;
}

function roomy(): boolean {
  return window.matchMedia("(min-width: 1200px)").matches;
}

function choose(row: HTMLElement): void {
  if (!roomy() || row.getAttribute("aria-current") === "true") return;
  window.clearTimeout(timer);
  timer = window.setTimeout(() => show(row), PAUSE);
}

function show(row: HTMLElement): void {
  const htmx = (window as { htmx?: Htmx }).htmx;
  if (!htmx || !row.isConnected) return;
  document.querySelectorAll("#list [data-row][aria-current]").forEach((el) => el.removeAttribute("aria-current"));
  row.setAttribute("aria-current", "true");
  void htmx.ajax("GET", row.dataset.panel ?? "", { target: "#detail", swap: "innerHTML", source: row });
}
