// Text that was typed is kept: on the phone itself, or at the desk on the server.
import { fresh, part } from "../page";

type Kept = { at: number; fields: Record<string, string[]> };
const LIFE = 3 * 24 * 3600 * 1000;
const SKIPPED = new Set(["hidden", "password", "file", "submit", "button", "tel"]);

export function draft(root: ParentNode): void {
  for (const done of fresh(root, "[data-draft-drop]")) drop(done.dataset.draftDrop ?? "");
  for (const form of fresh<HTMLFormElement>(root, "form[data-draft]")) {
    const key = form.dataset.draft ?? "";
    const url = form.dataset.draftUrl;
    if (!url && isEmpty(form)) restore(form, key);
    let timer = 0;
    const later = (): void => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => void (url ? send(form, key, url) : keep(form, key)), 1200);
    };
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => window.clearTimeout(timer));
  }
}

function isEmpty(form: HTMLFormElement): boolean {
  return !part(form.parentElement ?? form, ".has-error") && Object.keys(fields(form)).length === 0;
}

function fields(form: HTMLFormElement): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const el of Array.from(form.elements)) {
    if (!(el instanceof HTMLInputElement || el instanceof HTMLTextAreaElement || el instanceof HTMLSelectElement))
      continue;
    if (!el.name || SKIPPED.has(el.type) || el.dataset.noDraft !== undefined) continue;
    if (el instanceof HTMLInputElement && /radio|checkbox/.test(el.type) && !el.checked) continue;
    if (el.value) (found[el.name] = found[el.name] ?? []).push(el.value);
  }
  return found;
}

function keep(form: HTMLFormElement, key: string): void {
  try {
    const kept: Kept = { at: Date.now(), fields: fields(form) };
    localStorage.setItem(`lx:draft:${key}`, JSON.stringify(kept));
    tell(form);
  } catch {
    // A full or forbidden store: the text is still in the form.
  }
}

async function send(form: HTMLFormElement, key: string, url: string): Promise<void> {
  const body = new FormData();
  body.set("key", key);
  body.set("body", JSON.stringify(fields(form)));
  const token = part<HTMLInputElement>(form, "[name=csrfmiddlewaretoken]")?.value ?? "";
  try {
    const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": token } });
    if (answer.ok && !answer.redirected) tell(form);
  } catch {
    // No network: the next keystroke tries again.
  }
}

function restore(form: HTMLFormElement, key: string): void {
  const kept = read(key);
  if (!kept) return;
  for (const [name, values] of Object.entries(kept.fields)) {
    form.querySelectorAll<HTMLInputElement>(`[name="${CSS.escape(name)}"]`).forEach((el) => {
      if (/radio|checkbox/.test(el.type)) el.checked = values.includes(el.value);
      else if (!SKIPPED.has(el.type)) el.value = values[0] ?? "";
    });
  }
  const note = part(form, "[data-draft-back]");
  if (note) note.hidden = false;
}

function read(key: string): Kept | null {
  try {
    const kept = JSON.parse(localStorage.getItem(`lx:draft:${key}`) ?? "null") as Kept | null;
    if (kept && Date.now() - kept.at < LIFE) return kept;
    drop(key);
  } catch {
    // Nothing that can be read counts as nothing kept.
  }
  return null;
}

function drop(key: string): void {
  try {
    localStorage.removeItem(`lx:draft:${key}`);
  } catch {
    // Nothing was kept.
  }
}

function tell(form: HTMLFormElement): void {
  const line = part(form, "[data-draft-state]");
  if (!line) return;
  const now = new Date();
  const time = `${now.getHours()}:${String(now.getMinutes()).padStart(2, "0")}`;
  line.textContent = (line.dataset.say ?? "{n}").replace("{n}", time);
}
