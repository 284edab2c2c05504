"""Every bound in the system, its unit in its name."""

from typing import Final

PROVIDER_ID_MEMORY_S: Final = 48 * 3600
"""How long a provider's message id is remembered, so that a redelivery is one signal."""

HOOK_REFUSED_EVERY_S: Final = 60
"""Refused hook requests of one gateway are recorded at most this often."""

CLOSED_MEMORY_S: Final = 24 * 3600
"""How long a closed incident stays in memory (the ledger keeps it for ever)."""

CODE_MEMORY_S: Final = 7 * 24 * 3600
"""A reply code is not given again for this long."""

CANCEL_ANSWER_S: Final = 90
"""How long the call-back on a cancel may stay unanswered before it is asked again."""

ROSTER_REACH_S: Final = 3600
"""How long after a shift its place still says where somebody probably is."""

MESSAGE_RETRY_FIRST_S: Final = 5
MESSAGE_RETRY_MOST_S: Final = 60
"""The pause before all ways of a channel are tried again doubles from first to most."""

ECHO_LIFE_S: Final = 600
"""An echo that could not be sent for this long is stale and is dropped, with its reason."""

ROUTINE_BUNDLE_S: Final = 60
"""Routine pages to one recipient leave at most this often, several in one message."""

ROUTINE_LIFE_S: Final = 3600
"""A routine page unanswered for this long ends, with its reason."""

PROVIDER_FAILING_COUNT: Final = 3
"""So many failures in a row make a provider's alarm."""

CASCADE_ROUNDS_MAX: Final = 64
"""How often the engine asks all stages again before it calls the cascade a bug."""

BATCH_COMMANDS_MAX: Final = 512
"""How many waiting commands share one durable append."""

PAGE_TEXT_CHARACTERS_MAX: Final = 459
"""Three joined GSM-7 parts: what a page may say by SMS."""
