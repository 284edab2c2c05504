"""Why the watch says no, in Spanish."""

from collections.abc import Mapping
from typing import Final

CASES: Final[Mapping[str, str]] = {
    "The person called is a person id of the agency file.": (
        "La persona llamada es un id de persona del archivo de la agencia."
    ),
    "Say what was said, as exactly as you can.": "Diga qué se dijo, con la mayor exactitud.",
    "The protected person is a person id of the agency file.": (
        "La persona protegida es un id de persona del archivo de la agencia."
    ),
    "There is no respondent of this name.": "No hay ningún demandado con este nombre.",
    "Say on whose word: the source is missing.": "Diga quién lo dice: falta la fuente.",
    "Say what was so; this moment is still to come.": (
        "Diga lo que ya fue; este momento aún no llega."
    ),
    "There is no such concern, or it is over.": "No hay tal motivo de alarma, o ya pasó.",
    "Say why it counts no longer.": "Diga por qué ya no cuenta.",
    "This person has no order, no workplace plan and no concern.": (
        "Esta persona no tiene orden, ni plan en el trabajo, ni motivo de alarma."
    ),
    "This measure is for all shifts: leave the shift out.": (
        "Esta medida vale para todos los turnos: no indique turno."
    ),
    "This is known already, or is of nobody known.": "Esto ya se sabe, o no es de nadie conocido.",
    "This is known of the tracker already.": "Esto ya se sabe del rastreador.",
    "Give person:ID or respondent:ID.": "Dé person:ID o respondent:ID.",
    "A basis is one of: {0}.": "Un fundamento es uno de: {0:terms}.",
    "A person's own positions are looked at with their consent only.": (
        "Las posiciones propias de una persona solo se miran con su consentimiento."
    ),
    "Say for what the positions are needed.": "Diga para qué se necesitan las posiciones.",
    "There is no order of this name.": "No hay ninguna orden con este nombre.",
    "An order names one protected person and one respondent, or more.": (
        "Una orden nombra al menos a una persona protegida y a un demandado."
    ),
    "Enter the respondent first; one of this list is not known.": (
        "Registre antes al demandado; uno de la lista no se conoce."
    ),
    'The zone of the court is an IANA name such as "America/Chicago".': (
        'La zona del tribunal es un nombre IANA como "America/Chicago".'
    ),
    "A place here is the id of a place of the agency file.": (
        "Un lugar es aquí el id de un lugar del archivo de la agencia."
    ),
    "A respondent is somebody else than whom they must stay away from.": (
        "Un demandado no es la persona de quien debe mantenerse lejos."
    ),
    "An order is issued and served before it is entered; this moment is to come.": (
        "Una orden se dicta y se notifica antes de registrarla; este momento aún no llega."
    ),
    "In order: issued, then served, and it ends after it is in effect.": (
        "Por orden: se dicta, se notifica, y termina después de entrar en vigor."
    ),
    "This order was verified already.": "Esta orden ya se verificó.",
    "Somebody other than who entered it must verify it.": (
        "Debe verificarla alguien distinto de quien la registró."
    ),
    "The court took this order back already.": "El tribunal ya dejó sin efecto esta orden.",
    "This cannot have been before the order was issued.": (
        "Esto no pudo ser antes de dictarse la orden."
    ),
    "This person has no workplace safety plan here.": (
        "Esta persona no tiene aquí plan de seguridad en el trabajo."
    ),
    "The next review is later than now.": "La próxima revisión es posterior a ahora.",
    "A walk leads from one place of the agency file to another.": (
        "Un trayecto va de un lugar del archivo de la agencia a otro."
    ),
    "A plan names the walk at the end of a shift, or says that none is wanted.": (
        "Un plan indica el trayecto al final del turno, o dice que no se quiere ninguno."
    ),
    (
        "A code word has {0} letters or more, and is nothing that is answered to a page, said of a "
        "walk, or part of a code of the safety plan."
    ): (
        "Una palabra clave tiene {0} letras o más, y no es nada que se responda a un aviso, se "
        "diga de un trayecto o sea parte de una clave del plan de seguridad."
    ),
    "A respondent has a name, or what they are called.": "Un demandado tiene nombre, o un apodo.",
    "A device of this list is somebody else's.": "Un aparato de la lista es de otra persona.",
    "The person asked is a person id of the agency file.": (
        "La persona preguntada es un id de persona del archivo de la agencia."
    ),
    "Give an answer for each of the eleven items: yes, no or not_answered.": (
        "Responda a cada una de las once preguntas: yes, no o not_answered."
    ),
}

SHARING: Final[Mapping[str, str]] = {
    "There is no such case or incident.": "No hay tal caso o incidente.",
    "This link opens nothing. Ask whoever gave it to you for another.": (
        "Este enlace no abre nada. Pida otro a quien se lo dio."
    ),
    "This link was taken back. Ask for another.": "Este enlace se retiró. Pida otro.",
    "This link is too old. Ask for another.": "Este enlace es demasiado viejo. Pida otro.",
    "This link was opened as often as was agreed. Ask for another.": (
        "Este enlace ya se abrió tantas veces como se acordó. Pida otro."
    ),
    "Say who gets the link, and where they work.": "Diga quién recibe el enlace, y dónde trabaja.",
    "A link ends later than now, and {0} days from now at most.": (
        "Un enlace termina después de ahora, y como mucho dentro de {0} días."
    ),
    "There is no link of this name.": "No hay ningún enlace con este nombre.",
    "This link opens nothing already.": "Este enlace ya no abre nada.",
}

SIGHTINGS: Final[Mapping[str, str]] = {
    "There is no such sighting in memory.": "No hay tal avistamiento en memoria.",
    "Give the id of a known respondent.": "Dé el id de un demandado conocido.",
    "Give a place of the agency file, or none.": (
        "Dé un lugar del archivo de la agencia, o ninguno."
    ),
    "Say who or what was seen, in a few words.": "Diga en pocas palabras a quién o qué se vio.",
    "The same plate was read here just now.": "La misma matrícula se leyó aquí hace un momento.",
    "These words were compared already.": "Estas palabras ya se compararon.",
    "Somebody has judged this one already.": "Alguien ya lo juzgó.",
    "There is time yet to judge it.": "Aún hay tiempo para juzgarlo.",
}

TRAILS: Final[Mapping[str, str]] = {
    "There is no trail of this name any more.": "Ya no hay ningún rastro con este nombre.",
    "Nothing is open for which positions of this owner are kept.": (
        "No hay nada abierto por lo que se guarden posiciones de este titular."
    ),
    "This trail goes on, or has ended.": "Este rastro sigue, o ya terminó.",
    "This trail is kept, or held.": "Este rastro se guarda, o está retenido.",
    "A trail is held until a moment within {0} days.": (
        "Un rastro se retiene hasta un momento dentro de {0} días."
    ),
    "Say for which proceeding it is needed.": "Diga para qué procedimiento se necesita.",
    "Nobody holds this trail.": "Nadie retiene este rastro.",
}

WALKS: Final[Mapping[str, str]] = {
    "Name a shift of hers that is not over, by the moment at which it starts.": (
        "Indique un turno suyo que no haya terminado, por el momento en que empieza."
    ),
    "Another walk or check of hers comes first; ask again when that is over.": (
        "Antes viene otro trayecto o control suyo; pregunte cuando termine."
    ),
    "No walk or check of this name is under way.": (
        "No hay ningún trayecto o control en curso con este nombre."
    ),
    "Nobody was asked to go with her yet.": "Aún no se pidió a nadie que la acompañe.",
    "Name at least one person, role or rota.": (
        "Nombre al menos una persona, función o turno de guardia."
    ),
    "Nobody who works here and no unit has this id.": (
        "Nadie que trabaje aquí y ninguna unidad tiene este id."
    ),
    "Give {0} to {1} minutes.": "Dé de {0} a {1} minutos.",
    "There is one under way: extend it, or end it and say why.": (
        "Ya hay uno en curso: prolónguelo, o termínelo y diga por qué."
    ),
    "This moment is past; start the walk instead.": "Este momento ya pasó; empiece el trayecto.",
    "Only a walk that is under way is extended.": "Solo se prolonga un trayecto en curso.",
    "Say why it ends: it stays on record.": "Diga por qué termina: queda registrado.",
    "End your own walk with your code.": "Termine su propio trayecto con su clave.",
}

WATCH: Final[Mapping[str, str]] = {**CASES, **SHARING, **SIGHTINGS, **TRAILS, **WALKS}
