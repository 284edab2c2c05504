"""What a piece of ground is called, in Spanish: the words between the names of streets and places.

Names stay as signs write them. Labels are matched among themselves only (`Tongue.label`).
"""

from collections.abc import Mapping
from typing import Final

COMPASS: Final[Mapping[str, str]] = {
    "north": "norte",
    "north-east": "noreste",
    "east": "este",
    "south-east": "sureste",
    "south": "sur",
    "south-west": "suroeste",
    "west": "oeste",
    "north-west": "noroeste",
    "middle": "centro",
}

LABELS: Final[Mapping[str, str]] = {
    "Side road": "Calle lateral",
    "side roads": "calles laterales",
    "Ground": "Terreno",
    "Open ground": "Campo abierto",
    "Open ground by {0}": "Campo abierto junto a {0:said}",
    "Ground at {0}": "Terreno en {0:said}",
    "Ground {0} m {1} of {2}": "Terreno a {0} m al {1:terms} de {2:said}",
    "Ground at the likeliest place": "Terreno en el lugar más probable",
    "Ground {0} m {1} of the likeliest place": (
        "Terreno a {0} m al {1:terms} del lugar más probable"
    ),
    "{0} m {1} of {2}": "a {0} m al {1:terms} de {2:said}",
    "{0}, {1} m {2} of the scene": "{0:said}, a {1} m al {2:terms} del lugar",
    "{0}, {1} m from the scene": "{0:said}, a {1} m del lugar",
    "{0} m from the scene": "a {0} m del lugar",
    "Junction": "Cruce",
    "{0} between {1} and {2}": "{0:said} entre {1} y {2:said}",
    "{0}, from {1} round to {2}": "{0:said}, desde {1} dando la vuelta hasta {2:said}",
    "{0}, all round from {1}": "{0:said}, toda la vuelta desde {1:said}",
    "{0}, all round": "{0:said}, toda la vuelta",
    "{0} from {1} to its end": "{0:said} desde {1} hasta su final",
    "{0} from {1} for {2} m {3}": "{0:said} desde {1}, {2} m al {3:said}",
    "{0}, all {1} m of it": "{0:said}, sus {1} m",
    "{0}, {1} m of it going {2}": "{0:said}, {1} m hacia el {2:said}",
    "{0}, {1} m {2}, beginning {3} m from {4}": (
        "{0:said}, {1} m al {2:terms}, desde {3} m de {4:said}"
    ),
    "{0}, with {1} and {2}": "{0:said}, con {1} y {2:said}",
    "{0}, with {1}": "{0:said}, con {1:said}",
    "{0}, {1} half": "{0:said}, mitad {1:terms}",
    "{0}, {1} third": "{0:said}, tercio {1:terms}",
    "{0}, part {1} of {2} from {3}": "{0:said}, parte {1} de {2} desde el {3:terms}",
    "{0}, floor {1}": "{0:said}, piso {1}",
    "{0}, floors {1} to {2}": "{0:said}, pisos {1} a {2}",
    **{f"{{0}} ({english})": f"{{0:said}} ({spanish})" for english, spanish in COMPASS.items()},
    **{
        f"{{0}} ({english} {{1}})": f"{{0:said}} ({spanish} {{1}})"
        for english, spanish in COMPASS.items()
    },
}
