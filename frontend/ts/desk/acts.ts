// The forms of a matter: one open at a time, parts that depend on an answer, words to begin with.
import { fresh, show } from "../page";

export function acts(root: ParentNode): void {
  for (const fold of fresh<HTMLDetailsElement>(root, ".acts details[data-dialog]")) {
    fold.addEventListener("toggle", () => {
      if (!fold.open) return;
      const around = fold.closest<HTMLDetailsElement>(".acts-more");
      if (around) around.open = true;
      document.querySelectorAll<HTMLDetailsElement>(".acts details[data-dialog][open]").forEach((other) => {
        if (other !== fold) other.open = false;
      });
    });
  }
  for (const radio of fresh<HTMLInputElement>(root, "[data-fills]")) radio.addEventListener("change", () => fill(radio));
  for (const part of fresh(root, "[data-shown-if]")) dependent(part);
  for (const button of fresh<HTMLButtonElement>(root, "[data-sketch-for]")) sketch(button);
  for (const button of fresh<HTMLButtonElement>(root, "[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const form of fresh<HTMLFormElement>(root, "form[data-draft-url], form[data-ctrl-enter]"))
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit ? form.requestSubmit() : form.querySelector<HTMLButtonElement>(".sheet-foot button")?.click();
    });
}

/** A reason writes its lawful way into an answer that nobody has touched yet. */
function fill(radio: HTMLInputElement): void {
  const area = document.getElementById(radio.dataset.fills ?? "");
  if (!(area instanceof HTMLTextAreaElement)) return;
  const own = area.value.trim() !== "" && area.value !== area.dataset.filled;
  if (own) return;
  area.value = area.dataset.filled = radio.dataset.fill ?? "";
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

function dependent(part: HTMLElement): void {
  const [name = "", values = ""] = (part.dataset.shownIf ?? "").split("=");
  const form = part.closest("form");
  if (!form) return;
  const look = (): void => {
    const chosen = form.querySelector<HTMLInputElement | HTMLSelectElement>(
      `[name="${name}"]:checked, select[name="${name}"]`,
    );
    const yes = values.split(",").includes(chosen?.value ?? "");
    show(part, yes);
    part.querySelectorAll<HTMLInputElement>("input, select, textarea").forEach((el) => (el.disabled = !yes));
  };
  form.addEventListener("change", look);
  look();
}

function sketch(button: HTMLButtonElement): void {
  const area = document.getElementById(button.dataset.sketchFor ?? "");
  if (!(area instanceof HTMLTextAreaElement)) return;
  button.hidden = area.value.trim() !== "";
  button.addEventListener("click", () => {
    area.value = area.dataset.sketch ?? "";
    button.hidden = true;
    area.focus();
    const gap = area.value.indexOf("____");
    if (gap >= 0) area.setSelectionRange(gap, gap + 4);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
