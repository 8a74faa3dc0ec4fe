// data-poll="20" data-url="…": the part fetches itself anew while somebody is looking.
import { enhance, fresh } from "../page";

export function poll(root: ParentNode): void {
  for (const box of fresh(root, "[data-poll]")) {
    const every = Math.max(5, Number(box.dataset.poll) || 20) * 1000;
    const timer = window.setInterval(() => {
      if (!box.isConnected) window.clearInterval(timer);
      else if (!document.hidden) void refresh(box, timer);
    }, every);
  }
}

async function refresh(box: HTMLElement, timer: number): Promise<void> {
  try {
    const answer = await fetch(box.dataset.url ?? location.href, {
      headers: { "HX-Request": "true", "HX-Target": box.id },
      redirect: "manual",
    });
    if (answer.status !== 200) {
      if (answer.type === "opaqueredirect" || answer.headers.has("HX-Redirect")) window.clearInterval(timer);
      return;
    }
    const html = await answer.text();
    if (box.contains(document.activeElement) || html.trim() === box.innerHTML.trim()) return;
    box.innerHTML = html;
    enhance(box);
    (window as { htmx?: { process(el: Element): void } }).htmx?.process(box);
  } catch {
    // No network now; the next round asks again.
  }
}
