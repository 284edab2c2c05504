"""Every bound of the link in a page and of the page that it opens, its unit in its name."""

from typing import Final

PUBLIC_URL_CHARACTERS_MAX: Final = 60
"""A longer address would leave no room for a link in an SMS."""

PAGE_LINK_LETTERS: Final = 12
"""So long the key in a page is: of 32 letters each, 60 bits, to be typed by hand if need be."""

PAGE_LINK_LIFE_S: Final = 1_800
"""A link in a page opens for so long, and no longer than its page waits for an answer."""

PAGE_LINKS_MAX: Final = 8
"""Of one page so many links open at once, the newest: it is sent again and again."""
