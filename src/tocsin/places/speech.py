"""What is said around a place, English and Spanish, folded as `folding.plain` folds."""

from typing import Final

from tocsin.places.answer import Relation


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


PLACES_AT: Final = _words(
    "at on in by near behind outside inside around corner between across opposite beside next of",
    "along past under off from to toward towards onto into down up via block intersection",
    "en por sobre entre tras detras atras frente enfrente cerca junto lado dentro adentro fuera",
    "afuera esquina cruce con al hacia desde bajo altura",
)
"""A word before a name after which a place is expected."""

WEAK_AT: Final = _words("to from toward towards hacia desde past left dejo salio deje")
"""Where somebody goes or comes from is not where they are."""

JOINS: Final = _words(
    "and n y e con x by at near off & @ / + - cross crosses crossing corner of intersection",
    "esquina cruce c con und the la el de with meet meets cruza where",
    "past passing before after just almost nd esq casi antes despues pasando cerca junction jct",
)
"""What may stand between two streets that meet."""

RELATIONS: Final = {
    "behind": Relation.BEHIND,
    "back": Relation.BEHIND,
    "rear": Relation.BEHIND,
    "detras": Relation.BEHIND,
    "atras": Relation.BEHIND,
    "tras": Relation.BEHIND,
    "across": Relation.ACROSS,
    "opposite": Relation.ACROSS,
    "enfrente": Relation.ACROSS,
    "frente": Relation.ACROSS,
    "between": Relation.BETWEEN,
    "btwn": Relation.BETWEEN,
    "entre": Relation.BETWEEN,
    "inside": Relation.INSIDE,
    "dentro": Relation.INSIDE,
    "adentro": Relation.INSIDE,
    "near": Relation.NEAR,
    "by": Relation.NEAR,
    "next": Relation.NEAR,
    "beside": Relation.NEAR,
    "around": Relation.NEAR,
    "close": Relation.NEAR,
    "outside": Relation.NEAR,
    "front": Relation.NEAR,
    "cerca": Relation.NEAR,
    "junto": Relation.NEAR,
    "lado": Relation.NEAR,
    "afuera": Relation.NEAR,
    "fuera": Relation.NEAR,
}
"""The word before a name that says how she stands to it."""

FILLERS: Final = _words("the a an of to from in on at de del la el los las al a lo from side parte")
"""Words between a relation and its name: `across from the`, `al lado de la`."""

HER: Final = _words("i im ive me we us here yo estoy estamos soy nos aqui aca")
"""Whoever speaks of herself in a clause tells where she is."""

HIM: Final = _words(
    "he hes him his she shes ella they theyre them husband boyfriend guy man suspect attacker",
    "shooter stalker",
    "esta estan marido esposo novio exmarido hombre tipo sospechoso ellos agresor",
)
"""Somebody else, in a clause that speaks of nobody nearer."""

NOT: Final = _words("not isnt wasnt never no tampoco nunca")
"""Right before where she is not."""

PARKING: Final = _words(
    "lot parking carpark estacionamiento aparcamiento parqueo cochera parqueadero"
)
"""A place to leave cars, which may have no name of its own."""

PLACE_NOUNS: Final = _words(
    "monument hotel motel hospital clinic school church station market mall center centre bar",
    "park bridge hall tower building museum library theater theatre stadium arena college",
    "university pharmacy bank club gym cemetery airport institute house memorial plaza apartments",
    "escuela iglesia colegio estacion clinica mercado puente ponte museo teatro biblioteca centro",
    "edificio torre estadio farmacia banco capilla igreja escola mercado estacao",
)
"""Beside a word these make it the name of something else than a street."""

FLOORS: Final = _words(
    "floor floors flr fl flor level lvl deck story stories row room grade time day date hour class",
    "base one person guy thought hand rate degree piso pisos planta nivel fila vez hora dia parte",
)
"""After one of these an ordinal counts no streets: `on 2nd floor`."""

INDOORS: Final = _words(
    "bathroom restroom toilet lobby entrance exit door doors stairs stairwell elevator basement",
    "roof garage parking lot floor flr level room hall hallway kitchen office inside back front",
    "bano banos aseo entrada salida puerta escalera escaleras ascensor sotano piso planta sala",
    "estacionamiento aparcamiento techo azotea cocina oficina pasillo",
)
"""Parts of a place: a name that stands alone beside these is a place."""

NAMING: Final = _words("call ask tell text name named called with for llama dile pregunta avisa")
"""A name right after one of these is somebody's."""

NUMBER_WORDS: Final = _words("number no num numero n nr block cuadra # º o°")
"""What may stand between a street and its house number."""

UNITS: Final = _words(
    "min mins minute minutes minutos hour hours horas h am pm a.m p.m seconds sec segundos km m",
    "meters metros miles blocks cuadras people personas guys men hombres times veces years anos",
    "percent dollars pesos st street ave avenue",
)
"""A number before one of these counts something else than houses."""

KIND_WORDS: Final = {
    "library": ("amenity=library",),
    "biblioteca": ("amenity=library",),
    "hospital": ("amenity=hospital",),
    "firestation": ("amenity=fire_station",),
    "estacionbomberos": ("amenity=fire_station",),
    "bomberos": ("amenity=fire_station",),
    "policestation": ("amenity=police",),
    "comisaria": ("amenity=police",),
    "postoffice": ("amenity=post_office",),
    "correos": ("amenity=post_office",),
    "gasstation": ("amenity=fuel",),
    "gasolinera": ("amenity=fuel",),
    "townhall": ("amenity=townhall",),
    "cityhall": ("amenity=townhall",),
    "ayuntamiento": ("amenity=townhall",),
    "courthouse": ("amenity=courthouse",),
    "juzgado": ("amenity=courthouse",),
    "church": ("amenity=place_of_worship",),
    "iglesia": ("amenity=place_of_worship",),
    "school": ("amenity=school",),
    "escuela": ("amenity=school",),
    "colegio": ("amenity=school",),
    "university": ("amenity=university",),
    "universidad": ("amenity=university",),
    "pharmacy": ("amenity=pharmacy",),
    "farmacia": ("amenity=pharmacy",),
    "bank": ("amenity=bank",),
    "banco": ("amenity=bank",),
    "museum": ("tourism=museum",),
    "museo": ("tourism=museum",),
    "stadium": ("leisure=stadium",),
    "estadio": ("leisure=stadium",),
    "theater": ("amenity=theatre",),
    "theatre": ("amenity=theatre",),
    "teatro": ("amenity=theatre",),
    "cemetery": ("landuse=cemetery", "amenity=grave_yard"),
    "cementerio": ("landuse=cemetery", "amenity=grave_yard"),
    "supermarket": ("shop=supermarket",),
    "supermercado": ("shop=supermarket",),
    "busstation": ("amenity=bus_station",),
    "trainstation": ("railway=station",),
    "estaciontren": ("railway=station",),
}
"""`the library`: a kind of place, said as if there were only one."""
