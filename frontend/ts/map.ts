// The map: villages or grids as given by the server, and one pin. Loaded only where a map is.
import type * as GeoJSON from "geojson";
import * as L from "leaflet";
import { icon, part } from "./page";

type Props = { name?: string; label?: string; synthetic?: boolean } | null;

class Picker {
  private readonly map: L.Map;
  private pin: L.Marker | null = null;
  private cells: L.GeoJSON<Props> | null = null;
  private readonly picks: boolean;
  private readonly form: HTMLFormElement | null;

  constructor(private readonly figure: HTMLElement) {
    const box = part(figure, ".map-box") as HTMLElement;
    this.picks = figure.dataset.picks !== undefined;
    this.form = figure.closest("form");
    const [lon, lat] = (figure.dataset.center ?? "0,0").split(",").map(Number);
    this.map = L.map(box, { preferCanvas: true, zoomSnap: 0.5, minZoom: 6, maxZoom: 18, zoomAnimation: false });
    this.map.setView([lat ?? 0, lon ?? 0], 10);
    if (figure.dataset.lon && figure.dataset.lat) this.put(Number(figure.dataset.lon), Number(figure.dataset.lat));
    if (this.picks) {
      this.map.on("click", (event) => this.choose(event.latlng.lng, event.latlng.lat));
      box.addEventListener("keydown", (event) => {
        if (event.key !== "Enter") return;
        event.preventDefault();
        const middle = this.map.getCenter();
        this.choose(middle.lng, middle.lat);
      });
      this.form?.addEventListener("lx:place", (event) => {
        const { lon: x, lat: y } = (event as CustomEvent<{ lon: number; lat: number }>).detail;
        this.put(x, y);
        this.map.setView([y, x], Math.max(14, this.map.getZoom()));
        this.tell(x, y);
      });
    }
    void this.load();
  }

  private async load(): Promise<void> {
    const { url, outline } = this.figure.dataset;
    try {
      if (outline) {
        const edge = L.geoJSON(await json(outline), { interactive: false, style: { color: css("--brand-900"), weight: 2.5, fill: false } });
        edge.addTo(this.map);
        this.map.fitBounds(edge.getBounds(), { padding: [8, 8] });
      }
      if (!url) return;
      this.cells = L.geoJSON<Props>(await json(url), {
        interactive: false,
        style: { color: css("--brand"), weight: 1, fillColor: css("--brand-300"), fillOpacity: 0.25 },
        onEachFeature: (feature, layer) => {
          const name = feature.properties?.label ?? feature.properties?.name;
          if (name) layer.bindTooltip(name, { permanent: true, direction: "center", className: "map-name" });
        },
      }).addTo(this.map);
      const names = (): void => this.names();
      this.map.on("zoomend moveend", names);
      if (!this.pin && this.cells.getLayers().length) this.map.fitBounds(this.cells.getBounds(), { padding: [8, 8] });
      else if (this.pin) this.map.setView(this.pin.getLatLng(), 14);
      names();
    } catch {
      this.state(this.figure.dataset.sayFailed ?? "");
    }
  }

  /** Names only where there is room for them. */
  private names(): void {
    const roomy = this.map.getZoom() >= 12;
    this.cells?.eachLayer((layer) => (roomy ? layer.openTooltip() : layer.closeTooltip()));
  }

  private choose(lon: number, lat: number): void {
    this.put(lon, lat);
    for (const [name, value] of [["lon", lon], ["lat", lat]] as const) {
      const field = this.form?.querySelector<HTMLInputElement>(`[name=${name}]`);
      if (field) field.value = value.toFixed(6);
    }
    this.tell(lon, lat);
  }

  private put(lon: number, lat: number): void {
    if (!this.pin) {
      const face = document.createElement("div");
      face.append(icon("map-pin", "xl"));
      this.pin = L.marker([lat, lon], {
        keyboard: false,
        interactive: false,
        icon: L.divIcon({ html: face, className: "map-pin", iconSize: [44, 44], iconAnchor: [22, 41] }),
      }).addTo(this.map);
    }
    this.pin.setLatLng([lat, lon]);
  }

  private tell(lon: number, lat: number): void {
    let village = "";
    this.cells?.eachLayer((layer) => {
      const feature = (layer as L.Polygon).feature as GeoJSON.Feature<GeoJSON.Geometry, Props> | undefined;
      if (feature && inside(lon, lat, feature.geometry)) village = feature.properties?.label ?? feature.properties?.name ?? "";
    });
    const { sayHere = "", sayIn = "" } = this.figure.dataset;
    this.state(village ? `${sayHere}：${sayIn}${village}` : `${sayHere}：${lon.toFixed(4)}, ${lat.toFixed(4)}`);
  }

  private state(text: string): void {
    const line = part(this.figure, "[data-state]");
    if (line) line.textContent = text;
  }
}

async function json(url: string): Promise<GeoJSON.GeoJsonObject> {
  const answer = await fetch(url, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(String(answer.status));
  return (await answer.json()) as GeoJSON.GeoJsonObject;
}

function css(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function inside(x: number, y: number, geometry: GeoJSON.Geometry): boolean {
  if (geometry.type === "MultiPolygon") return geometry.coordinates.some((rings) => inRings(x, y, rings));
  return geometry.type === "Polygon" && inRings(x, y, geometry.coordinates);
}

/** Even-odd rule over all rings, so that holes are holes. */
function inRings(x: number, y: number, rings: GeoJSON.Position[][]): boolean {
  let within = false;
  for (const ring of rings)
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi = 0, yi = 0] = ring[i] ?? [];
      const [xj = 0, yj = 0] = ring[j] ?? [];
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) within = !within;
    }
  return within;
}

function begin(): void {
  document.querySelectorAll<HTMLElement>("[data-map]").forEach((figure) => new Picker(figure));
}
if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
else begin();
