// What the map asks the service for besides the board: the ways of units, how far one gets, and,
// only when somebody wants to see them, the areas of an order. Looking at those is put on record.

import { answerOf, api, type Answer } from "../api/client";
import type { AreaShown, IncidentShown, MapShown, OrderShown, PlaceShown, ReachShown, RouteShown } from "../api/types";
import type { Place } from "./metres";
import type { Area } from "./model";

export const REACH_MIN = 5;
const WAYS_MAX = 4;

// The client's types make any list of a pair; the file says that it is one, hence the casts.
export const townNow = async (): Promise<Answer<MapShown>> => (await answerOf(api.GET("/api/v1/map"))) as Answer<MapShown>;

let known: Promise<boolean> | undefined;

/** Whether the service has a map; asked once for a page. */
export const hasTown = (): Promise<boolean> => (known ??= townNow().then((answer) => answer.ok));

/** Whose way is worth drawing: who was sent and is not there yet, and the first pick of each line. */
export function worthAWay(incident: IncidentShown, statusOf: (unit: string) => string | undefined): string[] {
  const sent = incident.units.filter((unit) => ["dispatched", "en_route", "staged"].includes(statusOf(unit) ?? ""));
  const advised = (incident.advice?.lines ?? []).flatMap((line) => (line.assigned.length < line.count ? line.picks.slice(0, 1) : []));
  return [...new Set([...sent, ...advised.map((pick) => pick.unit)])].slice(0, WAYS_MAX);
}

/** Of some there may be none, of all of them while the service prepares its map. */
export async function waysOf(incident: string, units: readonly string[]): Promise<Map<string, RouteShown>> {
  const params = { path: { incident }, query: { unit: [...units] } };
  const answer = await answerOf(api.GET("/api/v1/incidents/{incident}/routes", { params }));
  return new Map(answer.ok ? (answer.said as RouteShown[]).map((each) => [each.unit, each]) : []);
}

export async function reachOf(incident: string): Promise<Answer<readonly ReachShown[]>> {
  const params = { path: { incident }, query: { minutes: REACH_MIN } };
  return (await answerOf(api.GET("/api/v1/incidents/{incident}/reach", { params }))) as Answer<readonly ReachShown[]>;
}

/** The areas from which somebody's orders keep a respondent. That they are read is on record first. */
export async function areasOf(incident: IncidentShown, places: readonly PlaceShown[]): Promise<Answer<readonly Area[]>> {
  const answer = await answerOf(api.GET("/api/v1/watch/orders"));
  if (!answer.ok) return answer;
  const person = incident.sender.replace(/^person:/, "");
  const hers = answer.said.filter((order) => order.protected.includes(person) && isInForce(order));
  return { ok: true, said: hers.flatMap((order) => order.areas.flatMap((area) => areaOf(area, places))) };
}

const isInForce = (order: OrderShown): boolean => order.status === "in_force" || order.status === "not_served";

function areaOf(area: AreaShown, places: readonly PlaceShown[]): Area[] {
  const place = places.find((each) => each.place === area.place);
  const [latitude = NaN, longitude = NaN] = area.point.split(",").map(Number);
  const at: Place = place ? [place.latitude, place.longitude] : [latitude, longitude];
  return Number.isNaN(at[0] + at[1]) ? [] : [{ name: area.label || place?.name || "", at, radius: area.radius_m }];
}
