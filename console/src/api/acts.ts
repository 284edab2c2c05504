// Everything that can be done, one function each. Whether it may be done the service decides.

import { answerOf, api, type Answer } from "./client";
import type { Answer as PageAnswer, Close, Dispatch, Location, Road, Searches } from "./schema";

const on = (incident: string) => ({ params: { path: { incident } } });
const of = (unit: string) => ({ params: { path: { unit } } });

export type Done = Promise<Answer<unknown>>;

// The file calls a field with a default required, which is so of what comes and not of what is sent.
type Sent<T> = { [K in keyof T]?: T[K] | undefined };
const whole = <T>(sent: Sent<T>): T => sent as T;

export const acts = {
  /** `over`: who was seen in command, "" for nobody. Who took it at the same moment keeps it. */
  command: (incident: string, over: string): Done => answerOf(api.POST("/api/v1/incidents/{incident}/command", { ...on(incident), body: { over } })),
  received: (incident: string): Done => answerOf(api.POST("/api/v1/incidents/{incident}/received", { ...on(incident), body: whole<PageAnswer>({}) })),
  checkBack: (incident: string, person: string): Done =>
    answerOf(api.POST("/api/v1/incidents/{incident}/check-back", { ...on(incident), body: { person } })),
  judge: (incident: string, safe: boolean): Done => answerOf(api.POST("/api/v1/incidents/{incident}/verify-cancel", { ...on(incident), body: { safe } })),
  locate: (incident: string, body: Sent<Location>): Done =>
    answerOf(api.POST("/api/v1/incidents/{incident}/location", { ...on(incident), body: whole(body) })),
  note: (incident: string, text: string): Done => answerOf(api.POST("/api/v1/incidents/{incident}/note", { ...on(incident), body: { text } })),
  link: (incident: string, other: string, reason: string): Done =>
    answerOf(api.POST("/api/v1/incidents/{incident}/link", { ...on(incident), body: { other, reason } })),
  close: (incident: string, body: Close): Done => answerOf(api.POST("/api/v1/incidents/{incident}/close", { ...on(incident), body })),
  send: (incident: string, unit: string, how: Sent<Dispatch> = {}): Done =>
    answerOf(api.POST("/api/v1/incidents/{incident}/dispatch", { ...on(incident), body: whole<Dispatch>({ unit, ...how }) })),
  move: (unit: string, move: string): Done => answerOf(api.POST("/api/v1/units/{unit}/move", { ...of(unit), body: { move } })),
  service: (unit: string, in_service: boolean): Done => answerOf(api.POST("/api/v1/units/{unit}/service", { ...of(unit), body: { in_service } })),
  search: (incident: string, searchers: Searches[]): Done => answerOf(api.POST("/api/v1/incidents/{incident}/search", { ...on(incident), body: { searchers } })),
  endSearch: (incident: string): Done => answerOf(api.POST("/api/v1/incidents/{incident}/search/end", on(incident))),
  report: (incident: string, task: string, found: boolean): Done =>
    answerOf(api.POST("/api/v1/incidents/{incident}/search/report", { ...on(incident), body: { task, found } })),
  setRoad: (body: Sent<Road>): Done => answerOf(api.POST("/api/v1/roads", { body: whole(body) })),
  openRoad: (road: string): Done => answerOf(api.POST("/api/v1/roads/{road}/open", { params: { path: { road } } })),
  handOver: (words: string, to: string): Done => answerOf(api.POST("/api/v1/handover", { body: { words, to } })),
  receiveHandover: (handover: string): Done => answerOf(api.POST("/api/v1/handover/received", { body: { handover } })),
  clearAlarm: (alarm: string): Done => answerOf(api.POST("/api/v1/alarms/clear", { body: { alarm } })),
};

/** For whom a shift may be handed over, and why not: asked when it is. */
export const receivers = () => answerOf(api.GET("/api/v1/handover"));

/** Guarded: each of these puts the reading on record. Never asked for before it is to be shown. */
export const readings = {
  caution: (incident: string) => answerOf(api.GET("/api/v1/incidents/{incident}/guarded", on(incident))),
  timeline: (incident: string) => answerOf(api.GET("/api/v1/incidents/{incident}/timeline", on(incident))),
};
