"""What a history says of each kind of fact, in Spanish.

People's words stand in these lines, so that a finished one is never matched.
"""

from collections.abc import Mapping
from typing import Final

PHRASES: Final[Mapping[str, str]] = {
    "nobody": "nadie",
    "everyone": "todos",
    "step {0}": "paso {0}",
    "none": "ninguna",
    "nothing": "nada",
    "nothing owed": "nada pendiente",
    "no reason": "sin motivo",
    "found": "encontrada",
    "asked": "preguntada",
    "nothing may be sent to that phone": "a ese teléfono no se puede enviar nada",
    "more than {0} h": "más de {0} h",
    "its own place": "su propio lugar",
    "whoever comes next": "quien venga después",
    "the case of {0}": "el caso de {0}",
    "a code of the safety plan": "una clave del plan de seguridad",
    "a position on record": "una posición registrada",
    "a stay-away area": "una zona prohibida",
    "an EIDO": "un EIDO",
    "a CAP alert": "una alerta CAP",
    ", over": ", terminada",
    ", about {0}": ", sobre {0}",
    "fits {0} ({1})": "encaja con {0} ({1})",
    "fits nobody known": "no encaja con nadie conocido",
    "The last check before it ends": "El último control antes de terminar",
    "No word in time": "Sin noticias a tiempo",
}

SIGNALS: Final[Mapping[str, str]] = {
    "{fact.signal} came in by {fact.gateway} and is on record.": (
        "{fact.signal} entró por {fact.gateway} y consta."
    ),
    "Wrote: {0}.": "Escribió: {0}.",
    "Wrote (part {0} of {1}): {2}.": "Escribió (parte {0} de {1}): {2}.",
    "{fact.signal} is {fact.first} again and counts once.": (
        "{fact.signal} es otra vez {fact.first} y cuenta una vez."
    ),
    "{fact.signal} by {fact.gateway} cannot be read.": (
        "{fact.signal} por {fact.gateway} no se puede leer."
    ),
    "A number that is nobody's here is called {fact.sender}.": (
        "Un número que aquí no es de nadie se llama {fact.sender}."
    ),
    "A code word of the plan: {0}.": "Una palabra clave del plan: {0}.",
    "Asks for help: SOS.": "Pide ayuda: SOS.",
    "A message that cannot be read counts as an SOS.": (
        "Un mensaje que no se puede leer cuenta como SOS."
    ),
    " The duress code was used.": " Se usó la clave de coacción.",
    " Was being paged for {0}.": " Se le estaba avisando de {0}.",
    " The number is not known here.": " El número no se conoce aquí.",
    "Answered page {0}: {1}.": "Respondió al aviso {0}: {1}.",
    "Asked {0} which page they answer: {1}. An SOS after {2}.": (
        "Se preguntó a {0} a qué aviso responde: {1}. Un SOS después de las {2}."
    ),
    "{0} was asked back, and said: {1}.": "{0} se preguntó de vuelta, y dijo: {1}.",
    "Sent the duress code, which looks like a cancel. It closes nothing.": (
        "Envió la clave de coacción, que parece una cancelación. No cierra nada."
    ),
    "Sent the safe code. It closes nothing.": "Envió la clave segura. No cierra nada.",
    "The hook {fact.gateway} refused {fact.count} request(s).": (
        "La entrada {fact.gateway} rechazó {fact.count} petición(es)."
    ),
}

INCIDENTS: Final[Mapping[str, str]] = {
    "{0} opened for {1}, paged by policy {2}.": (
        "{0} se abrió por {1}, con avisos según la política {2}."
    ),
    "{0} opened for {1}, paged by policy {2}. Her phone stays silent.": (
        "{0} se abrió por {1}, con avisos según la política {2}. Su teléfono queda en silencio."
    ),
    "{fact.signal} belongs to {fact.incident} as an update.": (
        "{fact.signal} pertenece a {fact.incident} como novedad."
    ),
    "Takes command of {0}.": "Toma el mando de {0}.",
    "Command of {0} goes on ({1}); asked again at {2}.": (
        "El mando de {0} sigue ({1}); se pregunta otra vez a las {2}."
    ),
    "{0} is asked whether {1} is still in hand.": "Se pregunta a {0} si sigue a cargo de {1}.",
    "{0} no longer has {1} ({2}). Paging restarts.": (
        "{0} ya no tiene {1} ({2}). Se avisa de nuevo."
    ),
    "Somebody is to call the sender of {0} back by {1}.": (
        "Alguien debe llamar a quien envió {0} antes de las {1}."
    ),
    "Called back: {0} is reported safe.": "Se llamó: {0}, se informa que está a salvo.",
    "Called back: {0} is NOT safe.": "Se llamó: {0}, NO está a salvo.",
    "{fact.incident}: the sender is under threat.": (
        "{fact.incident}: quien envió está bajo amenaza."
    ),
    "Notes on {0}: {1}.": "Anota sobre {0}: {1}.",
    "{0} and {1} are related ({2}).": "{0} y {1} están relacionados ({2}).",
    "Took {0} ({1}) of {2} for {3}: {4}, SHA-256 {5}.": (
        "Tomó {0} ({1}) de {2} para {3}: {4}, SHA-256 {5}."
    ),
    "Closed {0}: {1}.": "Cerró {0}: {1}.",
    "Closed {0}: {1}. {2}": "Cerró {0}: {1}. {2}",
    "Place of {0}: {1}, within {2} m.": "Lugar de {0}: {1}, a menos de {2} m.",
    " Doubtful: {0}.": " Dudoso: {0}.",
    "Hands the shift over to {0}: {1}. Open: {2}.": "Entrega el turno a {0}: {1}. Abierto: {2}.",
    "Receives the hand-over.": "Recibe el relevo.",
    "Receives the hand-over and takes command of {0}.": "Recibe el relevo y toma el mando de {0}.",
}

PAGES: Final[Mapping[str, str]] = {
    "{0} round {1}, {2}: paging {3}; {4} must answer by {5}.": (
        "{0} ronda {1}, {2}: se avisa a {3}; {4} debe(n) responder antes de las {5}."
    ),
    "{fact.incident} step {fact.step} reaches nobody and is skipped at once.": (
        "{fact.incident}, paso {fact.step}: no llega a nadie y se salta al momento."
    ),
    "{0} is to be reached: {1} (page {2}).": "Hay que avisar a {0}: {1} (aviso {2}).",
    "Page {0} is over: {1}.": "El aviso {0} terminó: {1}.",
    "A text of page {0} carries a link for {1}.": (
        "Un mensaje del aviso {0} lleva un enlace para {1}."
    ),
    "{0} to {1} by {2}: {3}.": "{0} a {1} por {2:terms}: {3}.",
    "{fact.message} is handed to {fact.provider}.": "{fact.message} se entrega a {fact.provider}.",
    "{0} is accepted.": "{0}: aceptado.",
    "{0} failed: {1}.": "{0} falló: {1}.",
    "{0} failed for good: {1}.": "{0} falló del todo: {1}.",
    "{0} is on the phone.": "{0} está en el teléfono.",
    "{0} did not reach the phone: {1}.": "{0} no llegó al teléfono: {1}.",
    "{0} need not go out any more: {1}.": "{0} ya no tiene que salir: {1}.",
    "The ways out are {0}.": "Las vías de salida son: {0}.",
    "A test page to {0} is asked for by {1}.": "{1} pide un aviso de prueba a {0}.",
    "{0} scheduled test pages are due.": "Tocan {0} avisos de prueba programados.",
    "Alarm {0} is told to {1}.": "La alarma {0} se comunica a {1}.",
    "Update on {0} ({1}) to {2}.": "Novedad de {0} ({1}) a {2}.",
    "{fact.message} was taken by {fact.provider}, and no receipt came in its usual time.": (
        "{fact.provider} aceptó {fact.message}, y no llegó acuse en su plazo habitual."
    ),
    (
        "A receipt came that speaks of {fact.message}, and of another text than is on record; it "
        "counts for nothing."
    ): "Llegó un acuse que habla de {fact.message}, y de otro texto que el que consta; no cuenta.",
    "{0} is tried last from now on: {1}.": "{0} se usa el último desde ahora: {1}.",
    "{0} has its place again: a {1} came.": "{0} recupera su lugar: llegó {1}.",
    "{0} is paged by a browser as well.": "A {0} se le avisa también en un navegador.",
    "A browser gets no pages of {0} any more: {1}.": (
        "Un navegador ya no recibe avisos de {0}: {1}."
    ),
    "A loopback text goes out by {fact.provider}; {fact.by} wants it.": (
        "Sale un mensaje de vuelta por {fact.provider}; lo pide {fact.by}."
    ),
    "The loopback text by {fact.provider} came back as {fact.signal} after {fact.took_s:.0f} s.": (
        "El mensaje de vuelta por {fact.provider} regresó como {fact.signal} tras "
        "{fact.took_s:.0f} s."
    ),
    "The loopback text by {fact.provider} did not come back.": (
        "El mensaje de vuelta por {fact.provider} no regresó."
    ),
}

SPACE: Final[Mapping[str, str]] = {
    "Sent {0} to {1}: {2}{3}.": "Envió {0} a {1}: {2}{3}.",
    ", {0} km by straight line": ", {0} km en línea recta",
    ", {0} by road": ", {0} por carretera",
    ", {0} by straight line": ", {0} en línea recta",
    " (nearest by straight line: {0}, {1})": " (la más cercana en línea recta: {0}, {1})",
    " Waits nearby until it is safe.": " Espera cerca hasta que sea seguro.",
    "Road {0} is closed.": "La vía {0} está cerrada.",
    "Road {0} is closed until {1}.": "La vía {0} está cerrada hasta las {1}.",
    "Road {0} is slow.": "La vía {0} está lenta.",
    "Road {0} is slow until {1}.": "La vía {0} está lenta hasta las {1}.",
    "Road {fact.road} is as it was.": "La vía {fact.road} está como antes.",
    "Search for {0} with {1}.": "Búsqueda por {0} con {1}.",
    "Search of {0}: nothing to divide yet ({1}).": (
        "Búsqueda de {0}: aún no hay nada que repartir ({1})."
    ),
    "Search of {0}: {1} segments ({2}); {3} found within {4} min; {5} lies elsewhere.": (
        "Búsqueda de {0}: {1} segmentos ({2}); {3} se encuentra en {4} min; {5} está en otra parte."
    ),
    "{0} is to search {1} ({2}) by {3}.": "{0} debe buscar en {1} ({2}) antes de las {3}.",
    "{fact.incident}: some searchers wait for the next plan.": (
        "{fact.incident}: algunos buscadores esperan el próximo plan."
    ),
    "Searched {0}: clear, with {1} certainty.": "Buscó en {0}: libre, con {1} de certeza.",
    "{0} has not answered from search task {1}.": (
        "{0} no ha respondido desde la tarea de búsqueda {1}."
    ),
    "Search task {0} is over: {1}.": "La tarea de búsqueda {0} terminó: {1}.",
    "FOUND for {0}: {1}.": "ENCONTRADA para {0}: {1}.",
    "Search of {0} is over: {1}.": "La búsqueda de {0} terminó: {1}.",
    "{fact.unit} has the dispatch to {fact.incident}.": (
        "{fact.unit} tiene el envío a {fact.incident}."
    ),
    "{fact.unit} is en route to {fact.incident}.": "{fact.unit} va en camino a {fact.incident}.",
    "{fact.unit} waits near {fact.incident} until it is safe.": (
        "{fact.unit} espera cerca de {fact.incident} hasta que sea seguro."
    ),
    "{fact.unit} is on scene at {fact.incident}.": (
        "{fact.unit} está en el lugar de {fact.incident}."
    ),
    "{fact.unit} is taking the patient to hospital.": "{fact.unit} lleva a la persona al hospital.",
    "{fact.unit} is at the hospital.": "{fact.unit} está en el hospital.",
    "{fact.unit} is free of {fact.incident}.": "{fact.unit} queda libre de {fact.incident}.",
    "{fact.unit} cannot be sent.": "{fact.unit} no se puede enviar.",
    "{fact.unit} can be sent again.": "{fact.unit} se puede enviar otra vez.",
}

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

SYSTEM: Final[Mapping[str, str]] = {
    "Tocsin {fact.version} started.": "Tocsin {fact.version} se inició.",
    "ALARM: {fact.detail}": "ALARMA: {fact.detail:said}",
    "Alarm over: {0}.": "Terminó la alarma: {0}.",
    "Read {0} of {1}.": "Leyó {0} de {1}.",
    "Erased what was sealed for {fact.subject}.": "Borró lo sellado de {fact.subject}.",
    "The settings are now those of the file.": "Los ajustes son ahora los del archivo.",
    "{fact.staff.person} works here.": "{fact.staff.person} trabaja aquí.",
    "{fact.place.name} is a known place.": "{fact.place.name} es un lugar conocido.",
    "Unit {fact.unit.unit} can be sent.": "La unidad {fact.unit.unit} se puede enviar.",
    "Policy {fact.policy.policy} holds for new incidents.": (
        "La política {fact.policy.policy} vale para incidentes nuevos."
    ),
    "Rota {fact.oncall.oncall} holds.": "Vale el turno de guardia {fact.oncall.oncall}.",
    "A safety plan holds for {fact.plan.person}.": (
        "Vale un plan de seguridad para {fact.plan.person}."
    ),
    "Response plan {fact.plan.kind} holds.": "Vale el plan de respuesta {fact.plan.kind}.",
    "{fact.person} does not work here any more, from this second.": (
        "{fact.person} ya no trabaja aquí, desde este segundo."
    ),
    "The dismissal of {fact.person} is taken back.": "Se retira el despido de {fact.person}.",
    "{fact.table} {fact.id} is no longer here.": "{fact.table} {fact.id} ya no está aquí.",
    "{0} got a {1}.": "{0} recibió: {1}.",
    "A key opens nothing any more: {0}.": "Una clave ya no abre nada: {0}.",
    "Ended every key of {0}.": "Terminó todas las claves de {0}.",
    "Ended every key of {0}: {1}.": "Terminó todas las claves de {0}: {1}.",
    "Waits for a text of theirs (trial {0}).": "Espera un mensaje suyo (prueba {0}).",
    "Tries {0} ({1} at {2}) with a text to their own phone (trial {3}).": (
        "Prueba {0} ({1} en {2}) con un mensaje a su propio teléfono (prueba {3})."
    ),
    "Added the way out {0} ({1} at {2}).": "Añadió la vía de salida {0} ({1} en {2}).",
    "Added the way out {0} ({1} at {2}), and a way in of the same name.": (
        "Añadió la vía de salida {0} ({1} en {2}), y una entrada con el mismo nombre."
    ),
    "The provider took the text of trial {fact.trial}.": (
        "El proveedor aceptó el mensaje de la prueba {fact.trial}."
    ),
    "The text of trial {fact.trial} was not taken: {fact.reason}.": (
        "No se aceptó el mensaje de la prueba {fact.trial}: {fact.reason:terms}."
    ),
    "The text of trial {0} arrived: {1}, after {2} s.": (
        "Llegó el mensaje de la prueba {0}: {1}, tras {2} s."
    ),
}

HISTORY: Final[Mapping[str, str]] = {
    **PHRASES,
    **SIGNALS,
    **INCIDENTS,
    **PAGES,
    **SPACE,
    **CASES,
    **SIGHTINGS,
    **WALKS,
    **SYSTEM,
}
