// Single keys at the desk: data-hotkey on anything, j and k through the rows. Can be switched off.

const OFF = "lx:keys-off";

export function hotkeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector("dialog[open]") || isOff()) return;
    if (walk(event.key) || press(event.key)) event.preventDefault();
  });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box instanceof HTMLInputElement && box.matches("[data-keys-switch]")) remember(!box.checked);
  });
  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector<HTMLInputElement>("[data-keys-switch]");
    if (box) box.checked = !isOff();
  });
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  return target instanceof HTMLInputElement && !/^(checkbox|radio|button|submit)$/.test(target.type);
}

function walk(key: string): boolean {
  if (key !== "j" && key !== "k") return false;
  const rows = Array.from(document.querySelectorAll<HTMLElement>("[data-row]"));
  if (rows.length === 0) return false;
  const at = rows.findIndex((row) => row.contains(document.activeElement));
  const from = at >= 0 ? at : rows.findIndex((row) => row.matches("[aria-current]"));
  const to = Math.min(rows.length - 1, Math.max(0, from + (key === "j" ? 1 : -1)));
  rows[to]?.querySelector<HTMLElement>("a, button")?.focus();
  return true;
}

function press(key: string): boolean {
  const all = document.querySelectorAll<HTMLElement>(`[data-hotkey="${CSS.escape(key)}"]`);
  const el = Array.from(all).find((e) => e.offsetParent !== null || e.getClientRects().length > 0);
  if (!el) return false;
  if (el.matches("input, textarea, select")) el.focus();
  else el.click();
  return true;
}

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF) === "1";
  } catch {
    return false;
  }
}

function remember(off: boolean): void {
  try {
    localStorage.setItem(OFF, off ? "1" : "0");
  } catch {
    // Not kept: the keys stay on.
  }
}
