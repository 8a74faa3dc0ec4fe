// Photos are made small before they are sent: 1600 px JPEG, one after the other (a phone has little memory).
import { canFillFiles, fillFiles, fresh, icon, part, say } from "../page";

const LONG_SIDE = 1600;
const QUALITY = 0.82;

export function photos(root: ParentNode): void {
  if (!canFillFiles()) return;
  for (const box of fresh(root, "[data-photo-shrink]")) {
    const input = part<HTMLInputElement>(box, "input[type=file]");
    if (input) new Photos(box, input);
  }
}

class Photos {
  private readonly files: File[] = [];
  private readonly most: number;
  private busy: Promise<void> = Promise.resolve();
  private working = 0;

  constructor(
    private readonly box: HTMLElement,
    private readonly input: HTMLInputElement,
  ) {
    this.most = Number(box.dataset.max ?? 9);
    input.addEventListener("change", () => this.add(Array.from(input.files ?? [])));
    input.form?.addEventListener("submit", (event) => this.hold(event), true);
  }

  private add(chosen: File[]): void {
    const room = this.most - this.files.length - this.keptBefore() - this.working;
    const taken = chosen.slice(0, Math.max(0, room));
    this.tell(chosen.length > taken.length ? "sayFull" : "");
    this.write();
    for (const file of taken) {
      const shot = this.shot(file);
      this.working += 1;
      this.busy = this.busy.then(() => this.take(file, shot)).then(() => {
        this.working -= 1;
      });
    }
  }

  private async take(file: File, shot: HTMLLIElement): Promise<void> {
    try {
      const small = await shrink(file);
      if (!shot.isConnected) return;
      this.files.push(small);
      shot.dataset.index = "";
      (shot as HTMLLIElement & { file?: File }).file = small;
      this.caption(shot, say(this.box, "sayReady"));
    } catch {
      shot.remove();
      this.tell("sayBad");
    }
    this.write();
  }

  private shot(file: File): HTMLLIElement {
    const shot = document.createElement("li") as HTMLLIElement & { file?: File };
    shot.className = "shot";
    const square = document.createElement("span");
    square.className = "square";
    const img = document.createElement("img");
    img.alt = "";
    img.src = URL.createObjectURL(file);
    square.append(img);
    const said = document.createElement("span");
    said.className = "shot-said";
    said.textContent = say(this.box, "sayWorking");
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "shot-drop";
    drop.setAttribute("aria-label", say(this.box, "sayRemove"));
    drop.append(icon("x", "sm"));
    drop.addEventListener("click", () => {
      URL.revokeObjectURL(img.src);
      const at = shot.file ? this.files.indexOf(shot.file) : -1;
      if (at >= 0) this.files.splice(at, 1);
      shot.remove();
      this.tell("");
      this.write();
      this.input.focus();
    });
    shot.append(square, said, drop);
    part(this.box, "[data-shots]")?.append(shot);
    return shot;
  }

  private write(): void {
    fillFiles(this.input, this.files);
    const full = this.files.length + this.keptBefore() >= this.most;
    part(this.box, ".shot-add")?.classList.toggle("is-full", full);
    const text = part(this.box, "[data-add-text]");
    if (text && this.files.length) text.textContent = text.dataset.again ?? text.textContent;
  }

  private hold(event: Event): void {
    if (!this.working) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const form = this.input.form;
    const pressed = (event as SubmitEvent).submitter;
    void this.busy.then(() => (form?.requestSubmit ? form.requestSubmit(pressed) : form?.submit()));
  }

  private keptBefore(): number {
    return this.box.querySelectorAll(".shot-keep input:checked").length;
  }

  private caption(shot: HTMLElement, text: string): void {
    const said = part(shot, ".shot-said");
    if (said) said.textContent = text;
  }

  private tell(name: string): void {
    const state = part(this.box, "[data-state]");
    if (state) state.textContent = name ? say(this.box, name) : "";
  }
}

/** The same picture, at most 1600 px. Not touched when this browser would lose its direction. */
async function shrink(file: File): Promise<File> {
  if (file.type && !file.type.startsWith("image/")) throw new Error("not a picture");
  const url = URL.createObjectURL(file);
  try {
    const img = new Image();
    img.src = url;
    try {
      await img.decode();
    } catch {
      if (/hei[cf]/i.test(file.type + file.name)) return file;
      throw new Error("cannot be read");
    }
    if (!CSS.supports("image-orientation", "from-image")) return file;
    const scale = Math.min(1, LONG_SIDE / Math.max(img.naturalWidth, img.naturalHeight));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(img.naturalWidth * scale));
    canvas.height = Math.max(1, Math.round(img.naturalHeight * scale));
    const pen = canvas.getContext("2d");
    if (!pen) return file;
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(img, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    if (!blob || (blob.size > file.size && scale === 1)) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  } finally {
    URL.revokeObjectURL(url);
  }
}
