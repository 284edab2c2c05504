// What the service sent, and nothing made up: the board of the stream, folded event by event.
// Every event replaces a whole record, so old board plus events is the new board.

import { SvelteMap } from "svelte/reactivity";

import { Live } from "../api/live";
import { me } from "../api/session";
import type {
  AgencyShown, AlarmShown, BoardShown, HandoverShown, IncidentShown, MeShown, OwnShown, PlaceShown, RoadShown,
  SystemShown, TrackShown, UnitShown,
} from "../api/types";
import { reading } from "../words/language.svelte";
import { clock } from "./clock.svelte";
import { Pulse, SILENT_MS } from "./pulse.svelte";

export class Board {
  me = $state.raw<MeShown>()!;
  agency = $state.raw<AgencyShown>({ name: "", timezone: "UTC", emergency_number: "" });
  alarms = $state.raw<readonly AlarmShown[]>([]);
  own = $state.raw<readonly OwnShown[]>([]);
  places = $state.raw<readonly PlaceShown[]>([]);
  roads = $state.raw<readonly RoadShown[]>([]);
  handovers = $state.raw<readonly HandoverShown[]>([]);
  tracks = $state.raw<readonly TrackShown[]>([]);
  dispositions = $state.raw<BoardShown["dispositions"]>([]);
  system = $state.raw<SystemShown>({ ok: true, late: false, not_durable_since: null, findings: [], node: null });
  readonly incidents = new SvelteMap<string, IncidentShown>();
  readonly units = new SvelteMap<string, UnitShown>();
  /** Whether a first whole board came: before it nothing may be read from an empty one. */
  isKnown = $state(false);
  /** A part of the board could not be drawn by the service. */
  trouble = $state(false);
  isOver = $state(false);
  private readonly pulse = new Pulse();
  private readonly told = new WeakMap<IncidentShown, number>();
  private readonly live: Live;

  constructor(who: MeShown) {
    this.me = who;
    this.live = new Live("/api/v1/stream", {
      onEvent: (name, data) => this.hear(name, data),
      onMoment: (iso) => clock.learn(iso),
      onBytes: () => this.pulse.beat(),
      onDenied: () => this.end(),
    });
  }

  start(): void {
    void this.live.run();
    reading.listen(() => this.live.anew());
    setInterval(() => { if (this.isKnown && !this.isLive) this.live.again(); }, SILENT_MS);
  }

  /** Whether what is shown is of now: bytes came within two seconds. */
  get isLive(): boolean {
    return this.pulse.isLive;
  }

  /** The moment, on the server's clock, after which something may be missing. */
  get notLiveSince(): number {
    return this.pulse.since;
  }

  /** Whether this node hears units and trackers: one that follows does not, and knows no position of now. */
  get knowsPositions(): boolean {
    return this.system.node?.knows_positions ?? true;
  }

  may(right: string): boolean {
    return this.me.rights.includes(right);
  }

  /** Access has ended: nothing of anybody stays on the screen. */
  end(): void {
    this.live.stop();
    this.isOver = true;
    this.forget();
  }

  private forget(): void {
    this.incidents.clear();
    this.units.clear();
    this.alarms = this.own = this.places = this.roads = this.tracks = this.handovers = [];
  }

  private hear(name: string, data: unknown): void {
    if (name === "reset") this.reset(data as BoardShown);
    else if (name === "incident") this.setIncident(data as IncidentShown);
    else if (name === "unit") this.setUnit(data as UnitShown);
    else if (name === "gone") this.drop(data as { incident?: string; unit?: string });
    else if (name === "alarms") this.alarms = data as AlarmShown[];
    else if (name === "own") this.own = data as OwnShown[];
    else if (name === "system") this.system = data as SystemShown;
    else if (name === "roads") this.roads = data as RoadShown[];
    else if (name === "tracks") this.tracks = data as TrackShown[];
    else if (name === "handovers") this.handovers = data as HandoverShown[];
    else if (name === "trouble") this.trouble = true;
    else if (name === "end") void this.askAgain();
  }

  /** When the service said this of an incident: what it calls so many seconds old has aged since. */
  toldAt(incident: IncidentShown): number {
    return this.told.get(incident) ?? clock.now;
  }

  private setIncident(incident: IncidentShown): void {
    this.told.set(incident, clock.exactly());
    this.incidents.set(incident.incident, incident);
  }

  private setUnit(unit: UnitShown): void {
    this.units.set(unit.unit, unit);
  }

  private drop(gone: { incident?: string; unit?: string }): void {
    if (gone.incident) this.incidents.delete(gone.incident);
    if (gone.unit) this.units.delete(gone.unit);
  }

  private reset(board: BoardShown): void {
    clock.learn(board.now);
    clock.zone = board.agency.timezone;
    this.forget();
    for (const incident of board.incidents) this.setIncident(incident);
    for (const unit of board.units) this.setUnit(unit);
    this.agency = board.agency;
    this.alarms = board.alarms;
    this.own = board.own;
    this.places = board.places;
    this.roads = board.roads;
    this.tracks = board.tracks;
    this.handovers = board.handovers ?? [];
    this.dispositions = board.dispositions;
    this.system = board.system;
    this.trouble = false;
    this.isKnown = true;
  }

  // The rights changed or ended: if we are still somebody, with the rights that we have now.
  private async askAgain(): Promise<void> {
    const answer = await me();
    if (!answer.ok && answer.refusal.status === 401) return this.end();
    if (answer.ok) this.me = answer.said;
    this.isKnown = false;
    this.forget();
    this.live.again();
  }
}
