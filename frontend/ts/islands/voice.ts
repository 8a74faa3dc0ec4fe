// A voice note instead of typing: record, stop, listen, delete. The plain file field stays for phones that cannot.
import { canFillFiles, fillFiles, fresh, part, say, show } from "../page";

const KINDS: [string, string][] = [
  ["audio/webm;codecs=opus", "webm"],
  ["audio/mp4", "m4a"],
  ["audio/ogg;codecs=opus", "ogg"],
  ["audio/webm", "webm"],
];

export function voice(root: ParentNode): void {
  const able =
    "MediaRecorder" in window && navigator.mediaDevices?.getUserMedia !== undefined && canFillFiles();
  if (!able) return;
  for (const box of fresh(root, "[data-voice]")) new Voice(box);
}

class Voice {
  private recorder: MediaRecorder | null = null;
  private timer = 0;
  private since = 0;
  private readonly most: number;

  constructor(private readonly box: HTMLElement) {
    this.most = Number(box.dataset.seconds ?? 60);
    show(part(box, "[data-live]"), true);
    show(part(box, "[data-file]"), false);
    part(box, "[data-record]")?.addEventListener("click", () => void this.record());
    part(box, "[data-stop]")?.addEventListener("click", () => this.stop());
    part(box, "[data-delete]")?.addEventListener("click", () => this.drop());
  }

  private async record(): Promise<void> {
    let stream: MediaStream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      this.tell("sayDenied");
      show(part(this.box, "[data-file]"), true);
      return;
    }
    const kind = KINDS.find(([mime]) => MediaRecorder.isTypeSupported(mime)) ?? ["", "webm"];
    const recorder = new MediaRecorder(stream, {
      ...(kind[0] ? { mimeType: kind[0] } : {}),
      audioBitsPerSecond: 32000,
    });
    const pieces: Blob[] = [];
    recorder.ondataavailable = (event) => pieces.push(event.data);
    recorder.onstop = () => {
      stream.getTracks().forEach((track) => track.stop());
      const mime = (recorder.mimeType || kind[0]).split(";")[0] ?? "audio/webm";
      this.take(new File(pieces, `voice.${kind[1]}`, { type: mime }));
    };
    recorder.start(1000);
    this.recorder = recorder;
    this.since = Date.now();
    this.timer = window.setInterval(() => this.tick(), 250);
    this.face("recording");
    this.tell("sayBusy");
  }

  private tick(): void {
    const gone = Math.floor((Date.now() - this.since) / 1000);
    const clock = part(this.box, "[data-clock]");
    if (clock) clock.textContent = `${Math.floor(gone / 60)}:${String(gone % 60).padStart(2, "0")}`;
    if (gone >= this.most) this.stop();
  }

  private stop(): void {
    window.clearInterval(this.timer);
    if (this.recorder?.state === "recording") this.recorder.stop();
  }

  private take(file: File): void {
    const input = part<HTMLInputElement>(this.box, "input[type=file]");
    const play = part<HTMLAudioElement>(this.box, "[data-play]");
    if (input) fillFiles(input, [file]);
    if (play) play.src = URL.createObjectURL(file);
    this.face("done");
    this.tell("sayDone");
    part(this.box, "[data-delete]")?.focus();
  }

  private drop(): void {
    const input = part<HTMLInputElement>(this.box, "input[type=file]");
    const play = part<HTMLAudioElement>(this.box, "[data-play]");
    if (input) input.value = "";
    if (play) {
      URL.revokeObjectURL(play.src);
      play.removeAttribute("src");
    }
    this.face("empty");
    this.tell("");
    part(this.box, "[data-record]")?.focus();
  }

  private face(state: "empty" | "recording" | "done"): void {
    show(part(this.box, "[data-record]"), state === "empty");
    show(part(this.box, "[data-stop]"), state === "recording");
    show(part(this.box, "[data-done]"), state === "done");
    if (state === "recording") part(this.box, "[data-stop]")?.focus();
  }

  private tell(name: string): void {
    const line = part(this.box, "[data-state]");
    if (line) line.textContent = name ? say(this.box, name) : "";
  }
}
