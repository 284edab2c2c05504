"""What is said for the watch: threats it found, and what it tells or asks one person.

A notice may be read by whoever holds the phone. So what goes to a protected
person herself says no name, no place and no order.
"""

from typing import Final

from tocsin.facts.notices import NoticeKind
from tocsin.facts.signals import Answer
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
    f"notice_{NoticeKind.SIGHTING}": "SIGHTING to judge: {detail}. See the board.",
    f"notice_{NoticeKind.SIGHTING_FITS}": "SIGHTING to judge: {detail}",
    f"notice_{NoticeKind.NEAR}": "Take care now. Go inside, stay with people, lock the door. "
    "Others are told. In danger text SOS.",
    f"notice_{NoticeKind.NEAR_PLACE}": "Take care. Do not go to or leave your usual places alone. "
    "Others are told. In danger text SOS.",
    f"notice_{NoticeKind.FAR}": "The last warning is over. Still take care.",
    "reply_notice": "Reply {code} = received.",
    "reply_sighting": "Reply {code} NOT HIM if it is nobody known.",
    "reply_sighting_fits": "Reply {code} YES if it is him, {code} NOT HIM. "
    "Unjudged, it counts as him.",
    "echo_sighting": "Noted as a sighting; the control room is told. "
    "Is somebody in danger? Text SOS.",
    "echo_confirmed": "Noted: it is him.",
    "echo_denied": "Noted: not him.",
    f"notice_{NoticeKind.LEAVE}": "Your shift ends. Reply GO when you leave.",
    f"notice_{NoticeKind.ARRIVED}": "Are you there yet? Reply as agreed, or with minutes.",
    f"notice_{NoticeKind.CHECK_DUE}": "Is all well?",
    f"notice_{NoticeKind.CHECK_CODE}": "Is all well? Reply as agreed.",
    f"notice_{NoticeKind.NOT_LEFT}": "NO GO from {detail}. Asked twice, no answer. Call.",
    f"notice_{NoticeKind.ESCORT}": "ESCORT wanted: {detail}.",
    f"notice_{NoticeKind.ESCORT_MISSING}": "NO ESCORT: nobody goes with {detail}.",
    f"notice_{NoticeKind.STAND_DOWN}": "STAND DOWN from what you were last asked to do. "
    "Others do it now. Go no further.",
    f"notice_{NoticeKind.TAKEN_OFF}": "TAKEN OFF: {detail}: must stay away, and was to help. "
    "Make sure of it. Others are asked.",
    f"notice_{NoticeKind.CALL}": "CALL screened for {detail}.",
    f"notice_{NoticeKind.CONTACT_NEAR}": "For {detail}: take care now. Reach her where it is safe, "
    "let her stay inside with people. Others are told.",
    f"notice_{NoticeKind.CONTACT_FAR}": "For {detail}: the last warning is over. Still take care.",
    "reply_ok": "Reply {code} or OK.",
    "reply_told": "Reply {code} = I take it, {code} CANNOT.",
    "reply_escort": "Reply {code} = I go with her, {code} CANNOT, {code} DONE at her car.",
    "echo_walk": "Noted, thank you.",
    "echo_walk_by": "OK. By {time} then.",
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
    f"notice_{NoticeKind.SIGHTING}": "AVISTAMIENTO por juzgar: {detail}. Vea el tablero.",
    f"notice_{NoticeKind.SIGHTING_FITS}": "AVISTAMIENTO por juzgar: {detail}",
    f"notice_{NoticeKind.NEAR}": "Tenga cuidado ahora. Entre, quede con gente, cierre la puerta. "
    "Se avisa a otros. En peligro escriba SOS.",
    f"notice_{NoticeKind.NEAR_PLACE}": "Tenga cuidado. No vaya sola a sus lugares de siempre. "
    "Se avisa a otros. En peligro escriba SOS.",
    f"notice_{NoticeKind.FAR}": "El ultimo aviso ha pasado. Siga con cuidado.",
    "reply_notice": "Responda {code} = recibido.",
    "reply_sighting": "Responda {code} OTRO si no es nadie conocido.",
    "reply_sighting_fits": "Responda {code} SI si es el, {code} OTRO si no. "
    "Sin respuesta cuenta como el.",
    "echo_sighting": "Anotado como avistamiento; se avisa a la central. "
    "Hay alguien en peligro? Escriba SOS.",
    "echo_confirmed": "Anotado: es el.",
    "echo_denied": "Anotado: no es el.",
    f"notice_{NoticeKind.LEAVE}": "Termina su turno. Responda VOY al salir.",
    f"notice_{NoticeKind.ARRIVED}": "Ha llegado ya? Responda como acordamos, o con minutos.",
    f"notice_{NoticeKind.CHECK_DUE}": "Todo bien?",
    f"notice_{NoticeKind.CHECK_CODE}": "Todo bien? Responda como acordamos.",
    f"notice_{NoticeKind.NOT_LEFT}": "SIN VOY de {detail}. Preguntada dos veces. Llame.",
    f"notice_{NoticeKind.ESCORT}": "Se busca ACOMPANANTE: {detail}.",
    f"notice_{NoticeKind.ESCORT_MISSING}": "SIN ACOMPANANTE: nadie va con {detail}.",
    f"notice_{NoticeKind.STAND_DOWN}": "DEJE lo ultimo que se le pidio. "
    "Otros lo hacen ahora. No siga.",
    f"notice_{NoticeKind.TAKEN_OFF}": "RETIRADO: {detail}: debe mantenerse lejos, e iba a ayudar. "
    "Compruebelo. Se pide a otros.",
    f"notice_{NoticeKind.CALL}": "LLAMADA filtrada para {detail}.",
    f"notice_{NoticeKind.CONTACT_NEAR}": "Para {detail}: tenga cuidado ahora. Avisele donde sea "
    "seguro, que quede dentro con gente. Se avisa a otros.",
    f"notice_{NoticeKind.CONTACT_FAR}": "Para {detail}: el ultimo aviso ha pasado. "
    "Siga con cuidado.",
    "reply_ok": "Responda {code} u OK.",
    "reply_told": "Responda {code} = me encargo, {code} NO PUEDO.",
    "reply_escort": "Responda {code} = voy con ella, {code} NO PUEDO, "
    "{code} HECHO junto a su auto.",
    "echo_walk": "Anotado, gracias.",
    "echo_walk_by": "De acuerdo. A las {time} entonces.",
}

REPLIES: Final = {
    NoticeKind.REVIEW_DUE: "reply_notice",
    NoticeKind.ORDER_EXPIRES: "reply_notice",
    NoticeKind.ORDER_ENDED: "reply_notice",
    NoticeKind.RESPONDENT_DISMISSED: "reply_notice",
    NoticeKind.NEAR: "reply_notice",
    NoticeKind.NEAR_PLACE: "reply_notice",
    NoticeKind.SIGHTING: "reply_sighting",
    NoticeKind.SIGHTING_FITS: "reply_sighting_fits",
    NoticeKind.CHECK_DUE: "reply_ok",
    NoticeKind.NOT_LEFT: "reply_told",
    NoticeKind.ESCORT: "reply_escort",
    NoticeKind.ESCORT_MISSING: "reply_told",
    NoticeKind.STAND_DOWN: "reply_notice",
    NoticeKind.TAKEN_OFF: "reply_told",
    NoticeKind.CALL: "reply_told",
}
"""How each kind of notice is answered; without one it is not, and no code stands in it."""

ECHOES: Final = {Answer.CONFIRMED: "echo_confirmed", Answer.DENIED: "echo_denied"}
"""What is said back to an answer of a notice, where it is more than "noted"."""
