// "我就在这里": where the phone is, into the fields lon and lat. Only on a press, never by itself.
import { fresh, part, say, show } from "../page";

export function locate(root: ParentNode): void {
  if (!("geolocation" in navigator) || !window.isSecureContext) return;
  for (const box of fresh(root, "[data-locate]")) {
    const go = part<HTMLButtonElement>(box, "[data-go]");
    show(go, true);
    go?.addEventListener("click", () => find(box, go));
  }
}

function find(box: HTMLElement, go: HTMLButtonElement): void {
  const state = part(box, "[data-state]");
  const tell = (name: string, n: number | string = ""): void => {
    if (state) state.textContent = say(box, name, n);
  };
  tell("sayWait");
  go.disabled = true;
  navigator.geolocation.getCurrentPosition(
    (found) => {
      go.disabled = false;
      put(box, found.coords.longitude, found.coords.latitude);
      tell("sayOk", Math.max(5, Math.round(found.coords.accuracy)));
      if (box.closest("[data-locate-send]")) send(box.closest("form"));
    },
    (error) => {
      go.disabled = false;
      tell(["sayFailed", "sayDenied", "sayFailed", "saySlow"][error.code] ?? "sayFailed");
    },
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 },
  );
}

/** Where the place is the whole answer, the form goes on by itself. */
function send(form: HTMLFormElement | null): void {
  if (form?.requestSubmit) form.requestSubmit();
  else form?.submit();
}

function put(box: HTMLElement, lon: number, lat: number): void {
  const set = (name: string, value: number): void => {
    const field = part<HTMLInputElement>(box, `[name=${name}]`);
    if (field) field.value = value.toFixed(6);
  };
  set("lon", lon);
  set("lat", lat);
  box.dispatchEvent(new CustomEvent("lx:place", { bubbles: true, detail: { lon, lat } }));
}
