"""Why paging says no."""

from enum import StrEnum


class Reason(StrEnum):
    """Why paging says no, in order of precedence."""

    NOT_DUE = "not_due"
    PAGE_UNKNOWN = "page_unknown"
    MESSAGE_UNKNOWN = "message_unknown"
    RECIPIENT_UNKNOWN = "recipient_unknown"
    CHANNEL_UNKNOWN = "channel_unknown"
    ALARM_ALREADY_RAISED = "alarm_already_raised"
    ALARM_UNKNOWN = "alarm_unknown"
    UNCHANGED = "unchanged"
    NO_NEIGHBOUR = "no_neighbour"
    NO_LOOPBACK = "no_loopback"
    LOOPBACK_UNDER_WAY = "loopback_under_way"
    TRIAL_UNKNOWN = "trial_unknown"
    TRIAL_OVER = "trial_over"
    TRIAL_WORDS_WRONG = "trial_words_wrong"
    TRIALS_TOO_MANY = "trials_too_many"
