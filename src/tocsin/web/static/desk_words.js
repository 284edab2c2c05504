// What the API of the watch says in short words, said as a colleague would say it.

import { plain } from "./dom.js";

// A shape and a word stand beside every colour.
const LEVELS = {
  steady: ["○", "steady"], raised: ["△", "raised"], high: ["▲", "HIGH"], acute: ["■", "ACUTE"],
};
export const levelOf = (level) => (LEVELS[level] ?? ["?", plain(level)]).join(" ");

const NEARNESS = { far: ["○", "far"], maybe_near: ["▲", "MAYBE NEAR"], near: ["■", "NEAR"], unknown: ["?", "UNKNOWN: counts as near"] };
export const nearnessOf = (word) => (NEARNESS[word] ?? ["?", plain(word)]).join(" ");

const REASONS = {
  respondent_near: "respondent is near", sighting: "respondent was seen", violation: "an order was violated",
  threats_in_texts: "threats in texts", respondent_released: "respondent was released", respondent_dismissed: "respondent was dismissed here this month",
  order_served: "order was served this week", screen_referral: "lethality screen says: refer", tracker_silent: "tracker says nothing that can be used",
  respondent_at_large: "respondent is at large", custody_unknown: "nobody knows whether in custody: counts as at large", respondent_unnamed: "no respondent is named",
  new_request: "new request to the court", order_expires: "order ends soon", order_ended: "order has ended", dark_without_escort: "shift ends in the dark, nobody walks with her",
};
export const riskReason = (name) => REASONS[name] ?? plain(name);

const MISSING = {
  respondent_unnamed: "No respondent is entered", plan_missing: "No workplace safety plan", review_overdue: "The plan must be looked through again",
  order_not_verified: "Order not compared with the court's paper", order_not_served: "Order not served, as far as is known", orders_conflict: "Orders do not fit together: read them",
  custody_not_checked: "Custody not checked today", tracker_silent: "Tracker says nothing that can be used", police_not_told: "Police not told",
  photo_not_posted: "Photo not at reception", escort_not_confirmed: "No escort confirmed", walk_not_arranged: "No walk arranged",
};
export const missing = (name) => MISSING[name] ?? plain(name);

const WHY = {
  no_tracker: "no tracker of the respondent reports to us", no_consent: "she has not agreed that her position is looked at",
  not_heard: "a tracker has not been heard yet",
};
export const whyUnknown = (name) => WHY[name] ?? plain(name);

const TROUBLES = {
  silent: "SILENT: no new position in time", frozen: "always the same position", jumped: "jumped farther than anybody can travel", replayed: "repeats what is old",
  ahead: "its clock is ahead", no_place: "tells no position", rough: "too rough to say anything", battery_low: "battery is low", strap_open: "STRAP IS OPEN", tampered: "was tampered with",
};
export const trouble = (name) => TROUBLES[name] ?? plain(name);

const FITS = { plate_exact: "whole plate", name: "name", plate_confusable: "plate, letters that look alike", surname: "surname", plate_near: "plate, almost", plate_part: "part of the plate", vehicle: "vehicle", recognised: "recognised by a colleague" };
export const fit = (name) => FITS[name] ?? plain(name);

const STATUS = { in_force: "in force", not_served: "in force, NOT SERVED", pending: "not in force yet", expired: "EXPIRED", vacated: "taken back by the court" };
export const orderStatus = (name) => STATUS[name] ?? plain(name);

const CUSTODY = { in_custody: "in custody", at_large: "AT LARGE", unknown: "UNKNOWN: counts as at large" };
export const custody = (name) => CUSTODY[name] ?? plain(name);

export const CONDITIONS = [
  ["01", "no harm, threat or stalking (01)"], ["02", "no threat to family or household (02)"], ["03", "she has the residence (03)"], ["04", "stay away (04)"],
  ["05", "no communication (05)"], ["06", "visitation rights (06)"], ["07", "no firearms (07)"], ["08", "see the text (08)"], ["09", "temporary custody of children (09)"],
];
export const condition = (code) => CONDITIONS.find(([name]) => name === code)?.[1] ?? code;

const CONFLICTS = {
  distances_differ: "they name different distances: the longest counts", contact_and_visits: "one forbids all contact, one grants visits with children",
  terms_in_text: "terms stand in free text only", also_protected: "the respondent is protected too",
};
export const conflict = (name) => CONFLICTS[name] ?? plain(name);

export const SCREEN_TOPICS = ["weapon_used", "threat_to_kill", "believes_may_be_killed", "gun_access", "choking", "jealousy_or_control", "separation", "unemployment", "suicide_attempt", "child_of_another", "follows_or_spies"];
