// The names of the API, as its OpenAPI file gives them: `make console` writes schema.d.ts from it.

import type { components } from "./schema";
export type { OwnPage, OwnTest, OwnWalkShown } from "./schema";

export type {
  ActionShown, AdviceShown, AgencyShown, AlarmShown, AreaShown, ArrivalShown, BoardShown, CancelShown,
  ChannelShown, EvidenceShown, Guarded, HandoverShown, IncidentShown, LineShown, LocatedShown, MapShown,
  MeShown, MomentShown, NodeShown, OrderShown, OwnShown, PageShown, PeakShown, PlaceShown, ReachShown,
  RoadShown, RouteShown, SearchShown, SearcherShown, SegmentShown, StagingShown, SystemShown, TaskShown,
  TimelineShown, TrackShown, UnitShown, WaitShown, WordsShown,
} from "./schema";

// Two kinds of record bear these names in the API; the file tells them apart by their module.
export type CandidateShown = components["schemas"]["shown_CandidateShown"];
export type StepShown = components["schemas"]["shown_StepShown"];
