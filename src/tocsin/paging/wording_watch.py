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
    f"opening_{ThreatKind.RISK}_bare": "RISK ROSE FOR {who} {time}. Tell a supervisor.",
    f"notice_{NoticeKind.REVIEW_DUE}": "A safety plan is due for review: {detail}.",
    f"notice_{NoticeKind.ORDER_EXPIRES}": "A protection order for {detail} ends soon. "
    "See the board.",
    f"notice_{NoticeKind.ORDER_ENDED}": "A protection order for {detail} HAS ENDED. See the board.",
    f"notice_{NoticeKind.RESPONDENT_DISMISSED}": "The respondent of {detail} was dismissed here. "
    "Look at the plan and the doors.",
    "reply_notice": "Reply {code} = received.",
}

ES: Final = {
    f"opening_{ThreatKind.MISSED_WALK}": "SIN NOTICIAS DE {who} {time}: {words}",
    f"opening_{ThreatKind.THREAT}": "AMENAZA CONTRA {who} {time}: {words}",
    f"opening_{ThreatKind.RISK}": "MAYOR RIESGO PARA {who} {time}: {words}",
    f"opening_{ThreatKind.RISK}_bare": "MAYOR RIESGO PARA {who} {time}. Avise a un supervisor.",
    f"notice_{NoticeKind.REVIEW_DUE}": "Hay que revisar un plan de seguridad: {detail}.",
    f"notice_{NoticeKind.ORDER_EXPIRES}": "Una orden de proteccion de {detail} vence pronto. "
    "Vea el tablero.",
    f"notice_{NoticeKind.ORDER_ENDED}": "Una orden de proteccion de {detail} HA TERMINADO. "
    "Vea el tablero.",
    f"notice_{NoticeKind.RESPONDENT_DISMISSED}": "Despidieron aqui al demandado de {detail}. "
    "Revise el plan y las puertas.",
    "reply_notice": "Responda {code} = recibido.",
}

REPLIES: Final = {
    NoticeKind.REVIEW_DUE: "reply_notice",
    NoticeKind.ORDER_EXPIRES: "reply_notice",
    NoticeKind.ORDER_ENDED: "reply_notice",
    NoticeKind.RESPONDENT_DISMISSED: "reply_notice",
}
"""How each kind of notice is answered; without one it is not, and no code stands in it."""
