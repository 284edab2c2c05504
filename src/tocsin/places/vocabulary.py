"""The small words of addresses, in the languages streets are named in."""

from typing import Final


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


def _table(**rows: str) -> dict[str, str]:
    return {word: short for short, words in rows.items() for word in (short, *words.split())}


TYPES: Final = _table(
    st="street str saint strasse strase calle cl cll carrer rua rue santa strt sreet stret",
    av="ave avenue avenida avinguda avgda avda avd aven avenu ava",
    blvd="boulevard bulevar boul blv bvd bd",
    dr="drive doctor doutor drv",
    ln="lane",
    rd="road estrada carretera ctra chemin camino caminho route rte ruta",
    ct="court crt",
    pl="place platz plz plaza pza plza praca pca piazza square sq praceta placa",
    ter="terrace terr terraza",
    cir="circle crcl",
    way="wy weg",
    pkwy="parkway pkway pky parkwy",
    hwy="highway hiway autopista autovia autoestrada autobahn interstate freeway fwy expressway",
    aly="alley callejon beco viela gasse",
    trav="travessa travesia tv",
    lgo="largo",
    paseo="pso passeio passeig pg",
    alameda="allee",
    cres="crescent",
    loop="",
    trl="trail",
    pike="turnpike tpke",
    rotunda="roundabout glorieta rotonda",
    ronda="",
    quai="cais muelle",
)
"""What kind of street, in every spelling we know, to one short word.

`St` may be a street or a saint and `Dr` a drive or a doctor, so both are one.
"""

DIRECTIONS: Final = _table(
    n="north norte",
    s="south sur sul",
    e="east este leste",
    w="west oeste",
    ne="northeast noreste nordeste",
    nw="northwest noroeste",
    se="southeast sureste sudeste",
    sw="southwest suroeste sudoeste",
)
"""The points of the compass; a name may begin or end with one."""

PARTICLES: Final = _words(
    "the of a an and de del la las el los lo da do das dos y und des der die das den dem",
    "le les du et di am im zur zum",
)
"""Words that are said or left out as one likes: never compared."""


def _count(*rows: str) -> dict[str, int]:
    """The words of each row are 0, 1, 2 and so on; a dash is left out."""
    return {word: n for row in rows for n, word in enumerate(row.split()) if word != "-"}


def _count_from(first: int, *rows: str) -> dict[str, int]:
    return {word: first + n for word, n in _count(*rows).items()}


SMALL: Final = (
    _count(
        "zero one two three four five six seven eight nine ten eleven twelve",
        "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth",
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce",
        "- primera segunda tercera cuarta quinta sexta septima octava novena decima undecima",
        "- primero segundo tercero cuarto quinto sexto septimo octavo noveno decimo undecimo",
        "- primer - tercer - - - - - - - - duodecimo",
        "- una - - - - - - - - - - duodecima",
    )
    | _count_from(
        13,
        "thirteen fourteen fifteen sixteen seventeen eighteen nineteen",
        "thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth",
        "trece catorce quince dieciseis diecisiete dieciocho diecinueve",
    )
    | _count_from(20, "veinte veintiuno veintidos veintitres veinticuatro veinticinco")
    | _count_from(26, "veintiseis veintisiete veintiocho veintinueve")
)
"""Numbers and ordinals in words, up to twenty-nine."""

TENS: Final = {
    word: 10 * n
    for word, n in _count(
        "- - twenty thirty forty fifty sixty seventy eighty ninety",
        "- - twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth",
        "- - - treinta cuarenta cincuenta sesenta setenta ochenta noventa",
    ).items()
}
"""Twenty to ninety, which a small number may follow."""
