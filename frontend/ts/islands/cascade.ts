// township → village → group: each choice fills the next list. Without script a "next" button does it.
import { fresh } from "../page";

interface Choice {
  value: string;
  label: string;
}

export function cascade(root: ParentNode): void {
  for (const select of fresh<HTMLSelectElement>(root, "select[data-cascade]")) {
    const next = document.getElementById(select.dataset.into ?? "");
    if (!(next instanceof HTMLSelectElement)) continue;
    select.form?.querySelectorAll<HTMLElement>("[data-nojs]").forEach((el) => (el.hidden = true));
    next.disabled = next.options.length < 2;
    select.addEventListener("change", () => void fill(select, next));
  }
}

async function fill(select: HTMLSelectElement, next: HTMLSelectElement): Promise<void> {
  const blank = next.options[0]?.value === "" ? next.options[0] : undefined;
  next.innerHTML = "";
  if (blank) next.append(blank);
  next.disabled = true;
  if (next.dataset.cascade) next.dispatchEvent(new Event("change"));
  if (!select.value) return;
  const asked = select.value;
  try {
    const answer = await fetch((select.dataset.cascade ?? "") + encodeURIComponent(asked), {
      headers: { Accept: "application/json" },
    });
    if (!answer.ok) throw new Error(String(answer.status));
    const choices = (await answer.json()) as Choice[];
    if (select.value !== asked) return;
    for (const c of choices) next.add(new Option(c.label, c.value));
    next.disabled = choices.length === 0;
  } catch {
    select.form?.querySelectorAll<HTMLElement>("[data-nojs]").forEach((el) => (el.hidden = false));
  }
}
