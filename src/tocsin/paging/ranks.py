"""Who waits for whom when more is due than can be done at once."""

from tocsin.paging.state import PagingState


def rank(state: PagingState, key: str) -> int:
    """What concerns a known voice (0) comes first, what is told back to it (1) next, and
    unverified and routine work (2) waits behind both.
    """
    kind, _, name = key.partition(":")
    if kind == "escalation":
        current = state.escalations.get(name)
        return 2 if current is not None and current.policy.bundle_s > 0 else 0
    if kind == "want":
        want = state.wants.get(name)
        return 2 if want is not None and not want.urgent else 0
    if kind == "message":
        message = state.messages.get(name)
        if message is None or not message.urgent:
            return 2
        return 0 if message.page else 1
    if kind == "echo":
        owed = state.echoes.get(name)
        return 2 if owed is not None and owed.recipient.startswith("unknown:") else 1
    return 2 if kind in ("alarm", "page", "tests", "receipt", "loopback") else 0
