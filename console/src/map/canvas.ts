// The drawn part of the map: MapLibre, fetched when it is needed. It holds no state of ours.

import { Map as MapLibre, setWorkerUrl, type GeoJSONSource, type ErrorEvent } from "maplibre-gl";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";

import type { MapShown } from "../api/types";
import { LAYERS, type Drawn } from "./features";
import type { Place } from "./metres";
import { picture, SHARPNESS } from "./signs";
import { style, TOWN } from "./style";
import type { Theme } from "./tones";

setWorkerUrl(new URL(workerUrl, location.href).href);

const AGAIN_MS = 5000; // What the service asks for when it has no time for tiles.
const NEAR_PX = 24;
const ROOM_PX = 56;
const CLOSEST = 19;
const SCENE_ZOOM_MAX = 17;

export interface Hearing {
  /** A place was clicked, or a thing of this id; the road there, "" where there is none. */
  onClick(at: Place, id: string, road: string): void;
  /** The map lies still again; the road under the cross, "" where there is none. */
  onStill(road: string): void;
  /** The map of the service is another one than ours. */
  onChanged(): void;
}

export interface Given {
  readonly town: MapShown | null;
  readonly theme: Theme;
  readonly drawn: Drawn;
  readonly name: string;
  readonly places: readonly Place[];
}

export class Canvas {
  private readonly map: MapLibre;
  private given: Given;
  private readonly isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
  private again: ReturnType<typeof setTimeout> | undefined;

  /** Throws where the browser has no WebGL. */
  constructor(place: HTMLElement, given: Given, hears: Hearing) {
    this.given = given;
    this.map = new MapLibre({
      container: place, style: style(given.theme, given.town, given.drawn), attributionControl: false, maxZoom: CLOSEST, minZoom: 4,
      dragRotate: false, pitchWithRotate: false, touchPitch: false, maxPitch: 0, rollEnabled: false, fadeDuration: this.isStill ? 0 : 150,
      renderWorldCopies: false, cooperativeGestures: false, locale: { "Map.Title": given.name },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.setMissingStyleImageResolver((id) => this.draw(id));
    this.map.on("moveend", () => hears.onStill(this.road(this.map.project(this.map.getCenter()))));
    this.map.on("idle", () => { place.dataset.drawn = "yes"; });
    this.map.on("click", (event) => {
      const id = this.map.queryRenderedFeatures(event.point, { layers: ["marks", "marks-more"] })[0]?.properties.id as string | undefined;
      hears.onClick([event.lngLat.lat, event.lngLat.lng], id ?? "", this.road(event.point));
    });
    this.map.on("error", (event) => this.trouble(event, hears));
    this.fit(given.places, false);
  }

  private draw(id: string): void {
    const [sign = "", theme = "dark"] = id.split("/");
    const made = picture(sign, theme as Theme);
    if (made && !this.map.hasImage(id)) this.map.addImage(id, made, { pixelRatio: SHARPNESS });
  }

  private trouble(event: ErrorEvent, hears: Hearing): void {
    const status = (event.error as { status?: number }).status;
    if (status === 404) hears.onChanged();
    if (status !== 503 || this.again) return;
    this.again = setTimeout(() => { this.again = undefined; this.map.refreshTiles(TOWN); }, AGAIN_MS);
  }

  show(drawn: Drawn): void {
    const before = this.given.drawn;
    this.given = { ...this.given, drawn };
    for (const name of LAYERS) {
      if (JSON.stringify(before[name]) !== JSON.stringify(drawn[name])) this.map.getSource<GeoJSONSource>(name)?.setData(drawn[name]);
    }
  }

  /** Another theme, or another map of the service. */
  restyle(change: Partial<Pick<Given, "theme" | "town">>): void {
    if ((change.theme ?? this.given.theme) === this.given.theme && !change.town) return;
    this.given = { ...this.given, ...change };
    this.map.setStyle(style(this.given.theme, this.given.town, this.given.drawn), { diff: false });
  }

  /** Look at all of these, or at the whole map where there are none. */
  fit(places: readonly Place[], isSlow = true): void {
    const [south, west, north, east] = this.given.town?.box ?? [];
    const some = places.length || south === undefined ? places : [[south, west] as Place, [north, east] as unknown as Place];
    if (!some.length) return;
    const latitudes = some.map(([latitude]) => latitude);
    const longitudes = some.map(([, longitude]) => longitude);
    this.map.fitBounds(
      [Math.min(...longitudes), Math.min(...latitudes), Math.max(...longitudes), Math.max(...latitudes)],
      { padding: ROOM_PX, maxZoom: SCENE_ZOOM_MAX, animate: isSlow && !this.isStill, duration: 400 },
    );
  }

  goTo(at: Place): void {
    const to = { center: [at[1], at[0]] as [number, number], zoom: Math.max(this.map.getZoom(), 15) };
    if (this.isStill) this.map.jumpTo(to);
    else this.map.easeTo({ ...to, duration: 400 });
  }

  zoom(by: number): void {
    this.map.zoomTo(this.map.getZoom() + by, { animate: !this.isStill });
  }

  focus(): void {
    this.map.getCanvas().focus();
  }

  middle(): Place {
    const { lat, lng } = this.map.getCenter();
    return [lat, lng];
  }

  private road({ x, y }: { x: number; y: number }): string {
    if (!this.given.town) return "";
    const box: [[number, number], [number, number]] = [[x - NEAR_PX, y - NEAR_PX], [x + NEAR_PX, y + NEAR_PX]];
    const found = this.map.queryRenderedFeatures(box, { filter: ["has", "name"] }).find((each) => each.sourceLayer === "road");
    return (found?.properties.name as string | undefined) ?? "";
  }

  close(): void {
    clearTimeout(this.again);
    this.map.remove();
  }
}
