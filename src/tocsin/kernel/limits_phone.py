"""Every bound of the link in a page and of the page that it opens, its unit in its name."""

from typing import Final

PUBLIC_URL_CHARACTERS_MAX: Final = 60
"""A longer address would leave no room for a link in an SMS."""

PAGE_LINK_LETTERS: Final = 12
"""So long the key in a page is: of 32 letters each, 60 bits, to be typed by hand if need be."""

PAGE_LINK_SMS_MAX: Final = 3
"""A text of two SMS may become one of so many by its link; one of a single SMS never grows."""

PAGE_LINK_LIFE_S: Final = 1_800
"""A link in a page opens for so long, and no longer than its page waits for an answer."""

PAGE_LINKS_MAX: Final = 8
"""Of one page so many links open at once, the newest: it is sent again and again."""

GUESSES_EACH_MAX: Final = 10
GUESSES_WITHIN_S: Final = 600
"""An address that gave so many keys that open nothing within this is refused until it is over."""

GUESSES_ALARM_COUNT: Final = 20
"""So many of them within that time, from wherever, raise an alarm."""

GUESSING_ADDRESSES_MAX: Final = 10_000
"""Of so many addresses it is remembered."""

PHONE_FORM_BYTES_MAX: Final = 32_768
"""A longer form of a phone is not read."""

PHONE_LIST_MAX: Final = 50
"""So many open incidents a phone lists."""

PAGE_WORDS_CHARACTERS_MAX: Final = 500
"""So much of the words of somebody's own page is read."""

PAGE_BODY_BYTES_MAX: Final = 8_192
"""A longer request of the button is cut: what it asks for is said by its path."""

PAGE_LATE_S: Final = 60
PAGE_WAITED_S_MAX: Final = 30 * 24 * 3600
"""An SOS says that it waited in the phone if it was for longer; and longer is no true waiting."""

OWN_SESSION_LIFE_S: Final = 90 * 24 * 3600
"""A phone is signed in to its owner's own page for so long: nobody looks for a link at night."""
