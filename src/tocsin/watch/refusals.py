"""Why the watch says no to what people enter."""

from enum import StrEnum


class CaseRefusal(StrEnum):
    """Why a case is not changed as asked, in order of precedence."""

    RESPONDENT_UNKNOWN = "respondent_unknown"
    ORDER_UNKNOWN = "order_unknown"
    PLAN_UNKNOWN = "plan_unknown"
    CONCERN_UNKNOWN = "concern_unknown"
    PROTECTED_UNKNOWN = "protected_unknown"
    AGAINST_HERSELF = "against_herself"
    PLACE_NOT_KNOWN = "place_not_known"
    NAME_TAKEN = "name_taken"
    DEVICE_TAKEN = "device_taken"
    ZONE_UNKNOWN = "zone_unknown"
    NOBODY_NAMED = "nobody_named"
    MOMENT_AHEAD = "moment_ahead"
    MOMENTS_OUT_OF_ORDER = "moments_out_of_order"
    TEXT_MISSING = "text_missing"
    CODE_WORD_UNFIT = "code_word_unfit"
    WALK_AND_NO_WALK = "walk_and_no_walk"
    OWN_ENTRY = "own_entry"
    VERIFIED_ALREADY = "verified_already"
    VACATED_ALREADY = "vacated_already"
    SHIFT_UNKNOWN = "shift_unknown"


AGAINST_HERSELF = "A respondent is somebody else than whom they must stay away from."
