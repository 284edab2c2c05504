"""Who may turn where in Harlow, and who must wait: signals, stop signs, level crossings."""

from typing import Final

from tocsin.harlow.lines import beside
from tocsin.harlow.net import Chain, Net
from tocsin.harlow.sheet import Sheet, Turn

TURNS: Final = (
    Turn("no_left_turn", (165, 56), 90, 0),
    Turn("only_straight_on", (-385, 552), 0, 0),
    Turn("no_right_turn", (495, 552), 90, 180),
    Turn("no_left_turn", (-1850, 56), 0, 270, but="emergency"),
    Turn("no_u_turn", (-1780, -1750), 263, 97),
    Turn("no_u_turn", (-590, -1760), 90, 270, via_to=(-590, -1740)),
    Turn("only_right_turn", (1650, 45), 350, 90),
    Turn("no_left_turn", (-715, 56), 270, 180, but="bus"),
)
"""Two are about emergency vehicles by what they leave out: the fourth lets them turn."""

RANK: Final = {"primary": 4, "secondary": 3, "tertiary": 2, "unclassified": 1, "residential": 1}

STOP_M: Final = 8.0
"""A stop sign stands so far before the road it guards."""


def draw_turns(sheet: Sheet) -> None:
    """Note the rules; they become relations when the roads have ways to name."""
    sheet.turns += TURNS


def set_rules(net: Net) -> None:
    """Turn restrictions, then what stands at the junctions."""
    arms = net.arms()
    for turn in net.sheet.turns:
        net.set_turn(turn, arms)
    _mark_crossings(net)
    _mark_junctions(net)


def _mark_crossings(net: Net) -> None:
    """Where a path or a track meets a road."""
    roads = {node for chain in net.chains if chain.is_drivable for node in chain.nodes}
    streets = {
        node for chain in net.chains if chain.tags.get("highway") in RANK for node in chain.nodes
    }
    for chain in net.chains:
        is_rail = "railway" in chain.tags
        for node in chain.nodes:
            if is_rail and node in roads:
                net.tags.setdefault(node, {}).update(railway="level_crossing")
            elif chain.tags.get("highway") in {"footway", "path"} and node in streets:
                net.tags.setdefault(node, {}).setdefault("highway", "crossing")


def _mark_junctions(net: Net) -> None:
    for node, arms in sorted(net.arms().items()):
        if len(arms) > 1 and net.tags.get(node) == {"highway": "turning_circle"}:
            del net.tags[node]
        ranks = [RANK.get(net.chains[number].tags["highway"], 0) for number, _ in arms]
        names = {net.chains[number].tags.get("name") for number, _ in arms}
        if len(arms) < 3 or len(names) < 2 or net.tags.get(node):
            continue
        if any("junction" in net.chains[number].tags for number, _ in arms):
            continue
        ranks.sort(reverse=True)
        if ranks[2] >= 2:
            net.tags[node] = {"highway": "traffic_signals"}
        elif ranks[0] >= 3:
            _put_stops(net, node, [net.chains[number] for number, _ in arms])
        elif ranks[-1] == 1 and net.sheet.chance.random() < 0.12:
            net.tags[node] = {"highway": "stop", "stop": "all"}


def _put_stops(net: Net, node: int, chains: list[Chain]) -> None:
    """A sign on each lesser street that ends here."""
    for chain in chains:
        if RANK.get(chain.tags["highway"]) != 1 or node not in {chain.nodes[0], chain.nodes[-1]}:
            continue
        is_end = chain.nodes[-1] == node
        nodes = chain.nodes[-1:-3:-1] if is_end else chain.nodes[:2]
        near, far = (net.points.all[number] for number in nodes)
        if (near[0] - far[0]) ** 2 + (near[1] - far[1]) ** 2 > 900.0:
            step = len(chain.nodes) - 2 if is_end else 0
            net.insert(
                chain,
                step,
                beside([near, far], STOP_M),
                highway="stop",
                direction="forward" if is_end else "backward",
            )
