"""The address of a database, taken apart without anything that speaks to one."""

from urllib.parse import unquote


def is_postgres(address: str) -> bool:
    """Whether a setting names a database, and not a file."""
    return address.startswith(("postgresql://", "postgres://"))


def without_agency(address: str) -> tuple[str, str]:
    """An address without what stands behind its `#`, and that: the agency, or ''."""
    plain, _, agency = address.partition("#")
    return plain, unquote(agency)


def shown(address: str) -> str:
    """An address for people: without its password, however badly it is written."""
    scheme, _, rest = address.partition("://")
    # All up to the last @ may be a password with a slash, a # or an @ in it.
    user, at, place = rest.rpartition("@")
    place, _, options = place.partition("?")
    agency = options.partition("#")[1:]
    return f"{scheme}://{user.partition(':')[0]}{at}{place}{''.join(agency)}"
