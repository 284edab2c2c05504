"""Every bound of the ways to and from a carrier, its unit in its name."""

from typing import Final

SMPP_WINDOW_MAX: Final = 10
"""So many requests to a carrier's centre wait for their answer at once; the rest wait for them."""

SMPP_INBOUND_AT_ONCE_MAX: Final = 256
"""So many texts of one carrier are made durable at once; more it is asked to deliver again."""

SMPP_ENQUIRE_EVERY_S: Final = 30
SMPP_ANSWER_S: Final = 10
"""How often a carrier is asked whether it is there, and how soon it must say so."""

SMPP_BIND_S: Final = 10
"""How long a carrier may take until we are bound."""

SMPP_BIND_WAIT_S: Final = 2
"""How long a page waits for a link that is being made before it goes to the next provider."""

SMPP_RECONNECT_FIRST_S: Final = 0.5
SMPP_RECONNECT_MOST_S: Final = 30.0
"""The pause before a carrier's link is taken up again doubles from first to most."""

SMPP_THROTTLED_FIRST_S: Final = 1.0
SMPP_THROTTLED_MOST_S: Final = 30.0
"""How long nothing is given to a carrier that takes no more; it doubles from first to most."""

SMPP_LOOK_EVERY_S: Final = 1.0
"""How often a node looks whether the carrier's link is to be held here."""

SMPP_DOWN_S: Final = 30
"""A carrier's link that is down for so long raises an alarm: no text comes in by it."""

SMPP_RECEIPT_HOLD_S: Final = 2
"""How long a receipt that overtook the answer with its id waits for that answer."""

RECEIPT_WORD_CHARACTERS_MAX: Final = 80
"""Of what a receipt says of a text that is not on record so much is kept of each word."""

SMPP_SENT_MEMORY: Final = 20_000
"""Of so many texts it is remembered under which id the carrier took them."""

SMPP_DOUBTFUL_S: Final = 10
SMPP_REDELIVERED_S: Final = 300
"""A text answered so shortly before its link ended may be delivered again within this."""

RECEIPT_USUAL_S: Final = 120.0
RECEIPT_USUAL_LEAST_S: Final = 30.0
RECEIPT_USUAL_MOST_S: Final = 300.0
RECEIPT_USUAL_FACTOR: Final = 4.0
"""A receipt is missed after so many times what a provider's receipts took, within these bounds."""

HEALTH_LATELY_TEXTS: Final = 40
HEALTH_MEMORY_S: Final = 7 * 24 * 3600
"""A provider is judged by so many of its last texts, none older than this."""

SILENT_RECIPIENTS_MIN: Final = 2
SILENT_SHARE: Final = 0.5
"""So many people, and so great a share of all, without a receipt: then it is the provider."""

PROBE_EVERY_S: Final = 900
"""How often a provider that is passed over is tried with a routine text or a loopback."""

SENT_MEMORY: Final = 20_000
SENT_MEMORY_S: Final = 24 * 3600
"""So many texts, none older than this, are remembered until their receipt comes."""

LOOPBACK_BACK_S: Final = 900
"""A loopback text that is not back after this is missed, and is then no loopback any more."""

LOOPBACK_TOKEN_LETTERS: Final = 16
"""So many letters, of 32, make a loopback text like no other: 80 bits."""

TRIAL_ANSWER_S: Final = 900
"""So long the phone of who tries a way may take to answer; after that its word is an SOS."""

TRIAL_SEND_S: Final = 15
"""How long a provider that is tried may take; then the trial says that it gave no answer."""

TRIAL_LINK_S: Final = 120
"""How long the link to a carrier that is tried is held for a receipt, or an answer by it."""

TRIALS_AN_HOUR_MAX: Final = 30
"""So many trials are made within an hour: too few to knock at every door of a network."""

GATEWAY_FIELD_CHARACTERS_MAX: Final = 300
"""A field of a way out that is set up in the browser is no longer than this."""
