// A field that offers what fits while one types: a long select, or villages asked from the server.
import { fresh } from "../page";

interface Choice {
  value: string;
  label: string;
  more: string;
  words: string;
}
type Source = (text: string) => Choice[] | Promise<Choice[]>;
const MOST = 12;
let serial = 0;

export function combos(root: ParentNode): void {
  for (const select of fresh<HTMLSelectElement>(root, "select[data-combo]")) overSelect(select);
  for (const input of fresh<HTMLInputElement>(root, "input[data-combo-url]")) overServer(input);
}

function overSelect(select: HTMLSelectElement): void {
  const all = Array.from(select.options)
    .filter((o) => o.value)
    .map((o) => {
      const group = o.parentElement instanceof HTMLOptGroupElement ? o.parentElement.label : "";
      return { value: o.value, label: o.text, more: group, words: `${o.text} ${group} ${o.dataset.words ?? ""} ${o.value}` };
    });
  const input = document.createElement("input");
  input.className = "input";
  input.type = "text";
  input.autocomplete = "off";
  input.dataset.noDraft = "";
  input.placeholder = select.dataset.sayHint ?? "";
  for (const name of ["aria-describedby", "aria-invalid"]) {
    const value = select.getAttribute(name);
    if (value) input.setAttribute(name, value);
  }
  input.id = select.id;
  select.removeAttribute("id");
  select.hidden = true;
  select.after(input);
  const shown = (): void => {
    const chosen = all.find((c) => c.value === select.value);
    input.value = chosen ? (chosen.more ? `${chosen.label}（${chosen.more}）` : chosen.label) : "";
  };
  shown();
  select.addEventListener("change", shown);
  const find: Source = (text) => {
    const terms = text.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = all.filter((c) => terms.every((t) => c.words.toLowerCase().includes(t)));
    return terms.length ? hits.sort((a, b) => rank(a, terms) - rank(b, terms)) : hits;
  };
  const combo = new Combo(input, find, select.dataset.sayNone ?? "", (choice) => {
    select.value = choice.value;
    shown();
    select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("blur", () => {
    if (!input.value.trim() && select.value) {
      select.value = "";
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }
    combo.close();
    shown();
  });
}

function rank(choice: Choice, terms: string[]): number {
  const first = terms[0] ?? "";
  return choice.label.startsWith(first) ? 0 : choice.label.includes(first) ? 1 : 2;
}

function overServer(input: HTMLInputElement): void {
  const into = input.form?.querySelector<HTMLInputElement>(`input[type=hidden][name="${input.dataset.comboInto ?? ""}"]`);
  const find: Source = async (text) => {
    if (!text.trim()) return [];
    const answer = await fetch(`${input.dataset.comboUrl ?? ""}${encodeURIComponent(text.trim())}`, {
      headers: { Accept: "application/json" },
    });
    const found = answer.ok ? ((await answer.json()) as Partial<Choice>[]) : [];
    return found.map((c) => ({ value: c.value ?? "", label: c.label ?? "", more: c.more ?? "", words: "" }));
  };
  const combo = new Combo(input, find, input.dataset.sayNone ?? "", (choice) => {
    input.value = choice.label;
    if (into) into.value = choice.value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("input", () => {
    if (into) into.value = "";
  });
  input.addEventListener("blur", () => combo.close());
}

class Combo {
  private readonly list: HTMLUListElement;
  private readonly said: HTMLElement;
  private choices: Choice[] = [];
  private at = -1;
  private asked = 0;
  private timer = 0;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly find: Source,
    private readonly none: string,
    private readonly pick: (choice: Choice) => void,
  ) {
    const id = `combo-${++serial}`;
    this.list = document.createElement("ul");
    this.list.id = id;
    this.list.className = "combo-list";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", input.labels?.[0]?.textContent?.trim() ?? "");
    this.said = document.createElement("p");
    this.said.className = "hint combo-said";
    this.said.setAttribute("role", "status");
    input.after(this.list, this.said);
    input.parentElement?.classList.add("combo");
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-expanded": "false", "aria-controls": id, "aria-autocomplete": "list",
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.open(input.value), 120);
    });
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("click", () => {
      if (this.list.hidden) void this.open(input.selectionStart === 0 && input.selectionEnd === input.value.length ? "" : input.value);
    });
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const row = event.target instanceof Element ? event.target.closest("li") : null;
      if (row) this.take(Array.from(this.list.children).indexOf(row));
    });
  }

  close(): void {
    window.clearTimeout(this.timer);
    this.asked++;
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  private async open(text: string): Promise<void> {
    const turn = ++this.asked;
    let found: Choice[] = [];
    try {
      found = await this.find(text);
    } catch {
      // No network: the server looks the words up when the form is sent.
    }
    if (turn !== this.asked || document.activeElement !== this.input) return;
    this.choices = found.slice(0, text.trim() ? MOST : 200);
    this.list.innerHTML = "";
    this.choices.forEach((choice, i) => {
      const row = document.createElement("li");
      row.id = `${this.list.id}-${i}`;
      row.setAttribute("role", "option");
      row.setAttribute("aria-selected", "false");
      row.textContent = choice.label;
      if (choice.more && !choice.label.startsWith(choice.more)) {
        const more = document.createElement("small");
        more.textContent = choice.more;
        row.append(more);
      }
      this.list.append(row);
    });
    this.said.textContent = text.trim() && !this.choices.length ? this.none : "";
    this.list.hidden = !this.choices.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.mark(text.trim() && this.choices.length ? 0 : -1);
  }

  private mark(at: number): void {
    this.at = at;
    Array.from(this.list.children).forEach((row, i) => {
      row.setAttribute("aria-selected", String(i === at));
      if (i === at) row.scrollIntoView({ block: "nearest" });
    });
    if (at >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${at}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private take(at: number): void {
    const choice = this.choices[at];
    this.close();
    if (choice) this.pick(choice);
  }

  private key(event: KeyboardEvent): void {
    const open = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) void this.open("");
      else {
        const n = this.choices.length;
        this.mark((this.at + (event.key === "ArrowDown" ? 1 : -1) + n) % n);
      }
    } else if (event.key === "Enter" && open && this.at >= 0) {
      event.preventDefault();
      this.take(this.at);
    } else if (event.key === "Tab" && open && this.at >= 0) {
      this.take(this.at);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      event.preventDefault();
      this.close();
    }
  }
}
