"""What a history says of cases, sightings, nearness and walks, in Spanish."""

from collections.abc import Mapping
from typing import Final

CASES: Final[Mapping[str, str]] = {
    "{0}: {1} since {2}.": "{0}: {1} desde {2}.",
    "{fact.respondent}: nobody has confirmed custody; it is not known now.": (
        "{fact.respondent}: nadie ha confirmado la custodia; ahora no se sabe."
    ),
    "Risk of {0}: {1} ({2}).": "Riesgo de {0}: {1} ({2}).",
    "{0} for {1}: {2}.": "{0} para {1}: {2}.",
    "{fact.concern} counts no longer.": "{fact.concern} ya no cuenta.",
    "Done for {0}: {1}.": "Hecho para {0}: {1}.",
    "Done for {0}: {1}, shift of {2}.": "Hecho para {0}: {1}, turno de {2}.",
    "{0} of {1}: {2}.": "{0} de {1}: {2}.",
    "Order {0} was served {1}.": "La orden {0} se notificó el {1}.",
    "The court took order {0} back {1}.": "El tribunal dejó sin efecto la orden {0} el {1}.",
    "Order {fact.order.order} was entered.": "Se registró la orden {fact.order.order}.",
    "Order {fact.order} was verified.": "Se verificó la orden {fact.order}.",
    "The end of order {0} ({1}) is {2}.": "El fin de la orden {0} ({1}): {2}.",
    "Respondent {fact.respondent.respondent} was entered.": (
        "Se registró al demandado {fact.respondent.respondent}."
    ),
    "{0} must stay away from {1}: taken off all of hers.": (
        "{0} debe mantenerse lejos de {1}: se le retira de todo lo suyo."
    ),
    "{0} need not stay away from {1} any more.": "{0} ya no tiene que mantenerse lejos de {1}.",
    "Workplace plan of {0} set.": "Se fijó el plan en el trabajo de {0}.",
    "The plan of {0} is due for review.": "Toca revisar el plan de {0}.",
    "The plan of {0} was reviewed.": "Se revisó el plan de {0}.",
    "A call for {0} was screened.": "Se filtró una llamada para {0}.",
    "{0}, from whom {1} is protected, was dismissed here.": (
        "{0}, de quien se protege a {1}, fue despedido aquí."
    ),
    "{0} for {1} ({2}): {3}.": "{0} para {1} ({2}): {3}.",
    "{0} is told or asked ({1}): {2}.": "Se dice o pregunta a {0} ({1}): {2}.",
    "{fact.notice} was not answered and is sent again.": (
        "{fact.notice} no se respondió y se envía otra vez."
    ),
    "{0} is over: {1}.": "{0} terminó: {1}.",
    "Gave {0} link {1} to {2} until {3}.": "Dio a {0} el enlace {1} a {2} hasta {3}.",
    "Link {fact.link} opens nothing any more.": "El enlace {fact.link} ya no abre nada.",
    "Packet {0} ({1}) of {2} is mailed to {3}: SHA-256 {4}.": (
        "El paquete {0} ({1}) de {2} se envía por correo a {3}: SHA-256 {4}."
    ),
}

SIGHTINGS: Final[Mapping[str, str]] = {
    "{fact.signal} tells of a sighting.": "{fact.signal} cuenta un avistamiento.",
    "The words of {fact.signal} fit nobody whom a plan warns of.": (
        "Las palabras de {fact.signal} no encajan con nadie de quien avise un plan."
    ),
    "Sighting {0}: {1}; {2}.": "Avistamiento {0}: {1}; {2}.",
    "Sighting {0} at {1}: {2}; {3}.": "Avistamiento {0} en {1}: {2}; {3}.",
    "Judged {0}: it was {1}.": "Juzgó {0}: era {1}.",
    "Judged {0}: nobody known.": "Juzgó {0}: nadie conocido.",
    "Nobody judged {fact.sighting} in time: it counts as him.": (
        "Nadie juzgó {fact.sighting} a tiempo: cuenta como él."
    ),
    "Violation {0} of order {1} ({2}): {3} at {4}, protected is {5}; known by {6}, {7}, at {8}.": (
        "Incumplimiento {0} de la orden {1} ({2}): {3} en {4}, protegida: {5}; se sabe por {6}, "
        "{7}, a las {8}."
    ),
    "{0} is {1} of {2}{3}.": "{0} está {1} de {2}{3}.",
    " A fix is doubtful.": " Una posición es dudosa.",
    "The tracker of {fact.owner}: {fact.trouble}.": (
        "El rastreador de {fact.owner}: {fact.trouble:terms}."
    ),
    "The tracker of {fact.owner} is right again: {fact.trouble}.": (
        "El rastreador de {fact.owner} vuelve a estar bien: {fact.trouble:terms}."
    ),
    "Positions of {0} are looked at: {1}, {2}.": "Se miran las posiciones de {0}: {1}, {2}.",
    "Positions of {0} are looked at no more: {1}, {2}.": (
        "Ya no se miran las posiciones de {0}: {1}, {2}."
    ),
    "Positions of {0} are kept as {1} {2}{3}: {4}, {5}.": (
        "Las posiciones de {0} se guardan como {1} {2}{3}: {4}, {5}."
    ),
    "{0} ends: {1}. It is forgotten on {2}.": "{0} termina: {1}. Se olvida el {2}.",
    "{0} is held until {1}: {2}.": "{0} se retiene hasta {1}: {2}.",
    "{fact.trail} is held no longer.": "{fact.trail} ya no se retiene.",
    "{fact.trail} is forgotten: its points are deleted.": (
        "{fact.trail} se olvidó: sus puntos se borraron."
    ),
}

WALKS: Final[Mapping[str, str]] = {
    "{0} has no shift that ends within the week.": (
        "{0} no tiene ningún turno que termine en la semana."
    ),
    "The next shift of {0} ends {1}.": "El próximo turno de {0} termina el {1}.",
    "{0}: {1} is to leave at {2} and is asked then.": (
        "{0}: {1} debe salir a las {2}, y entonces se le pregunta."
    ),
    "{0}: {1} is to leave at {2} for {3} and is asked then.": (
        "{0}: {1} debe salir a las {2} hacia {3}, y entonces se le pregunta."
    ),
    "{0}: asked to say that she leaves, until {1}.": (
        "{0}: se le pide que diga que sale, hasta las {1}."
    ),
    "{0}: asked once more whether she leaves, until {1}.": (
        "{0}: se le pregunta otra vez si sale, hasta las {1}."
    ),
    " Her plan is silent, so nothing was sent to her.": (
        " Su plan es silencioso: no se le envió nada."
    ),
    "{0}: {1} walks, expected {2}.": "{0}: {1} camina, se espera a las {2}.",
    "{0}: {1} walks for {2}, expected {3}.": "{0}: {1} camina hacia {2}, se espera a las {3}.",
    "{0}: {1} is asked every {2} min whether all is well, first {3}.": (
        "{0}: a {1} se le pregunta cada {2} min si todo va bien, primero a las {3}."
    ),
    "{0}: expected {1} now.": "{0}: ahora se espera a las {1}.",
    "{0}: {1}; {2}. Help is called at {3}.": "{0}: {1}; {2}. Se pide ayuda a las {3}.",
    "{0} of {1} is over: {2}.": "{0} de {1} terminó: {2}.",
    "{0}: somebody is to go with her; asked in turn: {1}.": (
        "{0}: alguien debe acompañarla; se pregunta por turno a: {1}."
    ),
    "{fact.walk}: all is well, they say.": "{fact.walk}: dice que todo va bien.",
    "{fact.walk}: nobody goes with her; people are told.": (
        "{fact.walk}: nadie la acompaña; se avisa."
    ),
    "{fact.walk}: she has not said that she leaves; people are told.": (
        "{fact.walk}: no ha dicho que sale; se avisa."
    ),
    "{fact.walk}: the code that ended it came once more.": (
        "{fact.walk}: la clave que lo terminó llegó otra vez."
    ),
    "{fact.walk}: {who} is asked to go with her.": "{fact.walk}: se pide a {who} que la acompañe.",
    "{fact.walk}: {who} goes with her.": "{fact.walk}: {who} la acompaña.",
    "{fact.walk}: {who} does not go with her ({fact.reason}).": (
        "{fact.walk}: {who} no la acompaña ({fact.reason:terms})."
    ),
    "{fact.walk}: {who} says that she is where she was going.": (
        "{fact.walk}: {who} dice que ella está donde iba."
    ),
}

WATCHED: Final[Mapping[str, str]] = {**CASES, **SIGHTINGS, **WALKS}
