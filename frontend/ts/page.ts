// What the islands have in common.

export type Island = (root: ParentNode) => void;
const islands: Island[] = [];

export function onEnhance(island: Island): void {
  islands.push(island);
}

/** Elements with this mark that were not seen before by this island. */
const seen = new Map<string, WeakSet<Element>>();
export function fresh<T extends HTMLElement>(root: ParentNode, mark: string): T[] {
  const known = seen.get(mark) ?? new WeakSet<Element>();
  seen.set(mark, known);
  const found = Array.from(root.querySelectorAll<T>(mark));
  if (root instanceof HTMLElement && root.matches(mark)) found.unshift(root as unknown as T);
  return found.filter((el) => !known.has(el) && known.add(el));
}

export function enhance(root: ParentNode): void {
  for (const island of islands) {
    try {
      island(root);
    } catch (error) {
      // One broken island must not take the others along; the plain page is still there.
      console.error(error);
    }
  }
  root.querySelector<HTMLElement>("[data-focus]")?.focus();
}

export function start(): void {
  const go = (): void => enhance(document);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", go);
  else go();
  document.addEventListener("htmx:load", (event) => {
    const target = event.target;
    if (target instanceof HTMLElement && target !== document.body) enhance(target);
  });
}

/** A sentence that the server wrote beside the element, with {n} filled in. */
export function say(el: HTMLElement, name: string, n: string | number = ""): string {
  return (el.dataset[name] ?? "").replace("{n}", String(n));
}

export function part<T extends HTMLElement = HTMLElement>(el: ParentNode, mark: string): T | null {
  return el.querySelector<T>(mark);
}

export function show(el: HTMLElement | null, yes: boolean): void {
  if (el) el.hidden = !yes;
}

export function canFillFiles(): boolean {
  try {
    return new DataTransfer().files !== undefined;
  } catch {
    return false;
  }
}

export function fillFiles(input: HTMLInputElement, files: File[]): void {
  const carrier = new DataTransfer();
  for (const file of files) carrier.items.add(file);
  input.files = carrier.files;
}

export function icon(name: string, size: string): SVGSVGElement {
  const ns = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(ns, "svg");
  const use = document.createElementNS(ns, "use");
  const known = document.querySelector("svg.icon use")?.getAttribute("href") ?? "";
  use.setAttribute("href", `${known.split("#")[0]}#${name}`);
  svg.setAttribute("class", `icon icon-${size}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}
