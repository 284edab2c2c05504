"""What is said for the watch: threats it found, and what it tells or asks one person.

A notice may be read by whoever holds the phone. So what goes to a protected
person herself says no name, no place and no order.
"""

from typing import Final

from tocsin.facts.notices import NoticeKind
from tocsin.facts.threats import ThreatKind

EN: Final = {
    f"opening_{ThreatKind.MISSED_WALK}": "NO WORD FROM {who} {time}: {words}",
    f"opening_{ThreatKind.THREAT}": "THREAT TO {who} {time}: {words}",
    f"opening_{ThreatKind.RISK}": "RISK ROSE FOR {who} {time}: {words}",
    f"notice_{NoticeKind.REVIEW_DUE}": "A safety plan is due for review: {detail}.",
    "reply_notice": "Reply {code} = received.",
}

ES: Final = {
    f"opening_{ThreatKind.MISSED_WALK}": "SIN NOTICIAS DE {who} {time}: {words}",
    f"opening_{ThreatKind.THREAT}": "AMENAZA CONTRA {who} {time}: {words}",
    f"opening_{ThreatKind.RISK}": "MAYOR RIESGO PARA {who} {time}: {words}",
    f"notice_{NoticeKind.REVIEW_DUE}": "Hay que revisar un plan de seguridad: {detail}.",
    "reply_notice": "Responda {code} = recibido.",
}

REPLIES: Final = {NoticeKind.REVIEW_DUE: "reply_notice"}
"""How each kind of notice is answered; without one it is not, and no code stands in it."""
