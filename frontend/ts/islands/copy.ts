// One press takes the case number along.
import { fresh } from "../page";

export function copy(root: ParentNode): void {
  for (const button of fresh<HTMLButtonElement>(root, "[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => void take(button));
  }
}

async function take(button: HTMLButtonElement): Promise<void> {
  const text = button.dataset.copy ?? "";
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "sr";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  const words = button.querySelector("span");
  if (words) words.textContent = button.dataset.said ?? "";
}
