"""Every bound in the system, its unit in its name."""

from datetime import timedelta
from typing import Final

PROVIDER_ID_MEMORY_S: Final = 48 * 3600
"""How long a provider's message id is remembered, so that a redelivery is one signal."""

HOOK_REFUSED_EVERY_S: Final = 60
"""Refused hook requests of one gateway are recorded at most this often."""

CLOSED_MEMORY_S: Final = 24 * 3600
"""How long a closed incident stays in memory (the ledger keeps it for ever)."""

ARRIVAL_SAID_MAX_S: Final = 4 * 3600
"""A unit that would take longer is said to be farther than this: its map or its fix is wrong."""

NOTICE_AGAIN_S: Final = 300
"""What somebody is told or asked by the watch is sent again after this, until they answer."""

LINK_LIFE_MOST_S: Final = 30 * 24 * 3600
"""A link to one case for somebody outside opens for no longer than this."""

LINK_READS_MAX: Final = 1_000
"""It is opened no more often than this."""

LINK_INCIDENT_BEFORE_S: Final = 24 * 3600
"""A link to one incident shows sightings and violations from so long before it on."""

SIGHTING_NEAR_M: Final = 500
"""Seen within so many metres of where a protected person works then, somebody is near her."""

SIGHTING_JUDGE_S: Final = 120
"""A sighting that nobody judged for this long counts as him."""

SIGHTING_MEMORY_S: Final = 7 * 24 * 3600
"""How long a sighting stays in memory (the ledger keeps it for ever)."""

PLATE_REPEAT_S: Final = 300
"""A camera that reads the same plate again within this tells nothing new."""

PAIR_DEFAULT_M: Final = 300.0
AREA_DEFAULT_M: Final = 200.0
"""How far a respondent is kept from a person or a workplace where the order names no metres."""

PLATE_CHARACTERS_MAX: Final = 12
PLATE_PART_CHARACTERS_MIN: Final = 3
"""A plate has no more letters and digits than this; a shorter piece of one says nothing."""

NAME_LETTERS_MIN: Final = 3
"""A shorter part of a name is not looked for in a text."""
WALK_MINUTES: Final = (1, 120)
CHECK_MINUTES: Final = (5, 240)
"""How many minutes a walk, its extension or the pause between two checks may be said to take."""

WALK_DEFAULT_S: Final = 600
"""How long a walk takes when nobody says."""

WALK_LONGEST_S: Final = 4 * 3600
"""No extension puts the end of a walk later than so long after it started."""

WALK_GRACE_S: Final = 90
"""How long somebody who was asked whether they are there may take to answer."""

WALK_OVER_S: Final = 3600
"""A code that comes so soon after a walk is over is the one that ended it, said again."""

WALK_WORDS_CHARACTERS_MAX: Final = 40
"""So long the name of a place in a text that starts a walk may be."""

LEAVE_GRACE_S: Final = 900
LEAVE_AGAIN_S: Final = 300
"""How long after a shift she may take to say that she leaves, and then when asked once more."""

ESCORT_ANSWER_S: Final = 180
"""How long somebody may take to say whether they go with her, before the next is asked."""

UNIT_CHECK_S: Final = (300, 4 * 3600)
"""Bounds of how long a unit may be on scene before its crew is asked whether all is well."""

SHIFT_LOOK_AHEAD_S: Final = 8 * 24 * 3600
"""How far ahead the end of somebody's next shift is looked for."""

CODE_MEMORY_S: Final = 7 * 24 * 3600
"""A reply code is not given again for this long."""

CANCEL_ANSWER_S: Final = 90
"""How long the call-back on a cancel may stay unanswered before it is asked again."""

ROSTER_REACH_S: Final = 3600
"""How long after a shift its place still says where somebody probably is."""

CUSTODY_FRESH_S: Final = 24 * 3600
"""That somebody is in custody holds for so long; unless it is said again, nobody knows."""

RELEASED_RECENT_S: Final = 7 * 24 * 3600
SERVED_RECENT_S: Final = 7 * 24 * 3600
DISMISSED_RECENT_S: Final = 30 * 24 * 3600
ORDER_ENDED_RECENT_S: Final = 30 * 24 * 3600
"""For so long a release, the service of an order, a dismissal and the end of an order count."""

ORDER_EXPIRY_NEAR_S: Final = 14 * 24 * 3600
"""So long before an order ends the coordinators are told."""

SIGHTING_COUNTS_S: Final = 24 * 3600
TEXTS_COUNT_S: Final = 30 * 24 * 3600
NEAR_COUNTS_S: Final = 12 * 3600
"""For so long a sighting, threats or a new request, and nearness count as reasons."""

RISK_AHEAD_S: Final = 24 * 3600
"""How far ahead the shifts of a protected person are assessed and shown."""

SHIFT_SEARCH_S: Final = 8 * 24 * 3600
"""How far ahead her next shift is looked for; the rota repeats every week."""

POLICE_TOLD_COUNTS_S: Final = 7 * 24 * 3600
"""That the police were told of her case counts for so long."""

NOTICE_DAILY_S: Final = 24 * 3600
"""What stays undone is said again every day: a review that is due, an order that ends soon."""

MEASURES_KEPT_S: Final = 7 * 24 * 3600
"""How long what was done for a shift is remembered after its start; the ledger keeps it."""

CASE_LIST_ITEMS_MAX: Final = 50
"""So many areas, respondents, vehicles or aliases one entry can have."""

MESSAGE_RETRY_FIRST_S: Final = 5
MESSAGE_RETRY_MOST_S: Final = 60
"""The pause before all ways of a channel are tried again doubles from first to most."""

ECHO_LIFE_S: Final = 600
"""An echo that could not be sent for this long is stale and is dropped, with its reason."""

DOCUMENT_LIFE_S: Final = 3600
"""A document that a neighbour could not be given for this long is given up, with an alarm."""

ROUTINE_BUNDLE_S: Final = 60
"""Routine pages to one recipient leave at most this often, several in one message."""

ROUTINE_LIFE_S: Final = 3600
"""A routine page unanswered for this long ends, with its reason."""

PAGE_MESSAGES_MAX: Final = 64
"""So many messages of one page are remembered; the oldest that are out go first."""

PROVIDER_FAILING_COUNT: Final = 3
"""So many failures in a row make a provider's alarm."""

CASCADE_ROUNDS_MAX: Final = 64
"""How often the engine asks all stages again before it calls the cascade a bug."""

BATCH_COMMANDS_MAX: Final = 512
"""How many waiting commands share one durable append."""

PAGE_TEXT_CHARACTERS_MAX: Final = 459
"""Three joined GSM-7 parts: what a page may say by SMS."""

AGENCY_FILE_CHARACTERS_MAX: Final = 4_000_000
"""A longer agency file is refused before it is looked into."""

AGENCY_ITEMS_MAX: Final = 10_000
"""So many rows any one table of the agency file may have."""

AGENCY_LIST_ITEMS_MAX: Final = 200
"""So many entries any one list of the agency file may have: numbers, shifts, steps."""

AGENCY_TEXT_CHARACTERS_MAX: Final = 1_000
"""So long any one text of the agency file may be."""

AGENCY_ID_CHARACTERS_MAX: Final = 32
"""So long an id may be: it is spoken, texted and shown on small screens."""

AGENCY_SYNTAX_MISTAKES_MAX: Final = 100
"""After so many lines that cannot be read, the rest of the file is not looked into."""

STEP_WAIT_S_MIN: Final = 5
STEP_WAIT_S_MAX: Final = 3600
"""How long a step may wait: time to answer at all, and never more than an hour."""

POLICY_REPEAT_S_MIN: Final = 15
POLICY_LEASE_S_MIN: Final = 15
POLICY_TIME_S_MAX: Final = 24 * 3600
"""Bounds of the other times of a policy."""

TEST_PAGE_DAYS_MAX: Final = 366
"""The longest pause between two scheduled test pages."""

RESPONSE_COUNT_MAX: Final = 50
"""So many units of one kind a response plan may ask for."""

CODE_CHARACTERS_MIN: Final = 4
CODE_DIFFERENCES_MIN: Final = 3
"""A safe code and a duress code are at least so long, and differ in so many places."""

PLACE_SPREAD_KM_MAX: Final = 1_000
"""A place farther than this from the others is probably written the wrong way round."""

HOLES_LOOK_AHEAD_S: Final = 7 * 24 * 3600
"""How far ahead the rotas are proved to be without a hole."""

UNVERIFIED_FLOOD_COUNT: Final = 20
"""So many open incidents from unknown numbers at once raise an alarm of their own."""

PENDING_FACTS_MAX: Final = 100_000
"""How many facts may wait in memory while the ledger cannot be written."""

STAGE_RETRY_S: Final = 5
"""A command whose stage failed is tried again after this pause."""

SNAPSHOT_EVERY_FACTS: Final = 20_000
"""A folded state is kept after so many facts, so that a start stays short."""

TICK_LATE_S: Final = 5
"""A due moment that is overdue by more than this is an alarm."""

AUDIT_EVERY_S: Final = 10
HEARTBEAT_EVERY_S: Final = 60
"""How often open incidents are proved to have a next moment, and the outside watcher is told."""

SEND_HANGS_S: Final = 60
"""A send that takes longer hangs: its place is given to the next one."""

SENDS_AT_ONCE_MAX: Final = 64
SENDS_ROUTINE_MAX: Final = 16
"""How many sends one provider has under way; routine ones never take all the places."""

ROTA_LOOK_AHEAD: Final = timedelta(days=7)
ROTA_PROOF_EVERY_S: Final = 3600
"""How far ahead holes in the rota are looked for, and how often."""

LATE_ANSWER_S: Final = 3600
"""An answer without a code is still understood this long after its page was sent."""

CLOCK_BEHIND_S: Final = 60
"""A machine's clock that is behind ours by more than this is an alarm."""

PAGE_UNSENT_S: Final = 30
"""A life-safety page that no provider took for this long withholds the heartbeat."""

SLICE_COMMANDS_MAX: Final = 32
"""So much of a storm is worked off before whoever waits for an answer gets it."""

RELATED_MAX: Final = 16
"""An SOS of somebody who is being paged is linked to at most so many incidents."""

SURVIVAL_HALF_LIFE_S: Final = (60, 24 * 3600)
COVER_WITHIN_S: Final = (60, 3600)
TURNOUT_S_MAX: Final = 900
"""Bounds of what an agency may set about time to help."""

DOCUMENT_WORDS_CHARACTERS_MAX: Final = 1_500
DOCUMENT_FIXES_MAX: Final = 8
"""So much of a neighbour's document becomes the words of a signal; all of it stays on record."""

FIX_STALE_S: Final = 600
"""A position older than this is stale: it is used, widened, and said to be old."""

LAST_FIX_REACH_S: Final = 12 * 3600
"""A position older than this says nothing of where somebody is now."""

FIX_AHEAD_S: Final = 120
"""A position dated farther ahead than this comes from a clock that is wrong."""

KEEPS_COVERAGE_S: Final = 30
"""A unit may be so much slower and still be picked, when that leaves more of the town covered."""

ROLLING_GAIN_S: Final = 60
"""A unit rolling elsewhere is offered when it would be there sooner by more than this."""

SEARCH_WIDE_M: Final = 120
"""Where she is within less than this, there is nothing to divide among searchers."""

SEARCH_HORIZON_S: Final = 3600
"""How far ahead a search is planned."""

SEARCH_ASK_AGAIN_S: Final = 300
"""A searcher who should have answered is asked again after this."""

SAID_TWICE_S: Final = 60
"""CLEAR or FOUND so soon after a search task is over is the same thing said twice."""

ASK_WHICH_S: Final = 60
"""Whoever is asked which page they meant has so long to say it; then their text is an SOS."""

EVIDENCE_EVERY_S: Final = 30
EVIDENCE_SOONEST_S: Final = 5
"""A phone whose owner has an open SOS says that it stands still, or where it moves, this often."""

EVIDENCE_MAX: Final = 256
"""So many pieces of evidence of one incident are weighed; the newest count."""

SEARCHERS_MAX: Final = 200
"""So many people and units can search for one person at once."""

ROAD_CONDITIONS_MAX: Final = 500
ROAD_POINTS_MAX: Final = 100
SLOW_FACTOR_MAX: Final = 20.0
"""Bounds of what a dispatcher may say of roads."""

ACCURACY_UNSAID_M: Final = 100.0
ACCURACY_FINEST_M: Final = 3.0
ACCURACY_ROUGH_M: Final = 1_000.0
"""The radius of a fix that says none; no fix is finer than the second; beyond the third it says
nothing of who is near whom."""

PACE_LEAST_MPS: Final = 2.0
PACE_MOST_MPS: Final = 60.0
PACE_FACTOR: Final = 1.5
"""A fix's uncertainty grows with its age by the factor times the speed last seen, within these."""

TRAVEL_MPS_MAX: Final = 70.0
JUMP_SLACK_M: Final = 50.0
"""A fix that is farther than this speed takes one, accuracies and slack added, is a jump."""

JUMP_FIXES: Final = 5
JUMP_AFTER_S: Final = 300.0
JUMP_DOUBT_S_MAX: Final = 1_800.0
"""A jump is believed after so many fixes that agree and so long, and doubted until it could have
been travelled, but not longer than the last."""

FROZEN_FIXES: Final = 10
FROZEN_AFTER_S: Final = 600.0
FROZEN_JITTERS: Final = 3
FROZEN_QUIET_S: Final = 6 * 3600.0
FROZEN_SPEED_MPS: Final = 2.0
"""So many fixes the same to the last digit over so long are a lie, of a tracker that was seen to
jitter so often; of one that never did, after the longer time; at once when it says it moves."""

BATTERY_LOW_SHARE: Final = 0.15
BATTERY_WELL_SHARE: Final = 0.25
"""A battery is low at the first, and well again at the second."""

CROSSING_GAP_S_MAX: Final = 600.0
"""The straight way between two fixes farther apart in time says nothing of the way taken."""

PASSED_AGAIN_S: Final = 60.0
"""Two moments of passing nearer together than this are one."""

PAIR_MARGIN_M: Final = 50.0
AREA_MARGIN_M: Final = 30.0
"""How much farther than allowed somebody must surely be before it counts as over."""

TRACKER_INTERVAL_S: Final = 60.0
TRACKER_GRACE_S: Final = 120.0
"""How often a tracker tells, and how much later it may be, where nobody said otherwise."""

STAY_AWAY_M_MAX: Final = 100_000.0
AREA_CORNERS_MAX: Final = 1_000
"""Bounds of what an order may ask for."""

AREA_CELLS_MAX: Final = 4_096
"""An area over more cells of the grid than this is looked at for every fix."""

BROKER_UNACKNOWLEDGED_MAX: Final = 2_000
"""So many messages of a broker may be under way to us without an acknowledgement."""

BROKER_BATCH_MAX: Final = 1_000
"""So many messages of a broker are taken together."""

BROKER_SESSION_S: Final = 7 * 24 * 3600
"""How long a broker keeps what is for us while nobody of us is there."""

BROKER_KEEP_ALIVE_S: Final = 20
BROKER_RETRY_FIRST_S: Final = 0.5
BROKER_RETRY_MOST_S: Final = 15.0
"""How soon a dead connection is noticed, and the pause before the next try, which doubles."""

FEED_SILENT_S: Final = 600
"""A broker that is away for this long raises its alarm."""

FEED_LOOK_EVERY_S: Final = 5.0
"""How often it is looked at whether brokers are there."""

SEATS_MAX: Final = 64
"""So many sessions may share the messages of one broker."""

WATCHER_BEAT_S: Final = 1.0
WATCHER_LEASE_S: Final = 3.0
"""How often a watcher says that it is alive, and after what silence its seats go to others."""

WATCHER_BATCH_BYTES_MAX: Final = 8_000_000
"""A longer batch of a watcher is refused."""

WAITING_MAX: Final = 4_096
UNREAD_MAX: Final = 10_000
SENDER_UNREAD_MAX: Final = 64
STRANGERS_OPEN_MAX: Final = 5_000
"""So many commands, unread texts of strangers, and of one sender at half of these, are let wait;
while so many incidents of strangers are open, no further text of theirs is read."""

OVERLOAD_AFTER_S: Final = 2.0
OVERLOAD_OVER_S: Final = 10.0
BOARD_PRESSED_S: Final = 5.0
READINGS_EACH_PRESSED_S: Final = 1.0
"""What is no SOS is shed when something due is undone for so long, until nothing was for so long;
boards are told so often meanwhile, and each person may read so often, ten of them together."""

UPDATE_GATHER_S: Final = 5
"""Her words of so many seconds after an update go together in the next one."""
