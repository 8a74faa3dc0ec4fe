// 朗读: the main text is read in order, the passage being read is marked. Hidden where no Chinese voice exists.
import { fresh, part } from "../page";

const PASSAGES = "h1, h2, h3, p, li, dt, dd, legend, label, summary, figcaption, td, th, .btn";

export function readAloud(root: ParentNode): void {
  const voices = window.speechSynthesis;
  if (!voices) return;
  for (const button of fresh<HTMLButtonElement>(root, "[data-read-aloud]")) {
    const offer = (): void => {
      if (voices.getVoices().some((v) => /^(zh|cmn)/i.test(v.lang))) button.hidden = false;
    };
    offer();
    voices.addEventListener?.("voiceschanged", offer);
    // Many Android browsers name no voices at all and still speak.
    window.setTimeout(() => {
      if (/Android/.test(navigator.userAgent) && voices.getVoices().length === 0) button.hidden = false;
    }, 1500);
    new Reader(button, voices);
  }
}

class Reader {
  private list: HTMLElement[] = [];
  private at = -1;
  private readonly word: string;

  constructor(
    private readonly button: HTMLButtonElement,
    private readonly voices: SpeechSynthesis,
  ) {
    this.word = part(button, "span")?.textContent ?? "";
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => (this.at < 0 ? this.begin() : this.end()));
    window.addEventListener("pagehide", () => this.end());
  }

  private begin(): void {
    const area = document.querySelector("[data-read-area]") ?? document.body;
    this.list = Array.from(area.querySelectorAll<HTMLElement>(PASSAGES)).filter(isPassage);
    this.face(true);
    this.at = 0;
    this.next();
  }

  private next(): void {
    this.clear();
    const passage = this.list[this.at];
    if (!passage || this.at < 0) return this.end();
    const speech = new SpeechSynthesisUtterance(spoken(passage));
    speech.lang = "zh-CN";
    speech.rate = 0.9;
    const voice = this.voices.getVoices().find((v) => /^(zh[-_]CN|cmn)/i.test(v.lang));
    if (voice) speech.voice = voice;
    speech.onend = () => {
      if (this.at < 0) return;
      this.at += 1;
      this.next();
    };
    speech.onerror = (event) => {
      if (event.error !== "interrupted" && event.error !== "canceled") this.end();
    };
    passage.classList.add("is-read");
    passage.scrollIntoView({ block: "center" });
    this.voices.speak(speech);
  }

  private end(): void {
    this.at = -1;
    this.clear();
    this.voices.cancel();
    this.face(false);
  }

  private clear(): void {
    this.list.forEach((el) => el.classList.remove("is-read"));
  }

  private face(on: boolean): void {
    this.button.setAttribute("aria-pressed", String(on));
    const words = part(this.button, "span");
    if (words) words.textContent = on ? (this.button.dataset.sayStop ?? this.word) : this.word;
  }
}

/** Seen, with words of its own, and not the frame of other passages. */
function isPassage(el: HTMLElement): boolean {
  if (el.offsetParent === null || el.closest(".sr, [aria-hidden=true]")) return false;
  return spoken(el) !== "" && !el.querySelector(PASSAGES);
}

function spoken(el: HTMLElement): string {
  return el.innerText.replace(/\s+/g, " ").trim();
}
