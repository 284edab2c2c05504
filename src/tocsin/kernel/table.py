"""State machines as tables: one dict holds every move, and the diagram is drawn from it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

S = TypeVar("S", bound=StrEnum)


def mermaid(title: str, moves: Mapping[tuple[S, type], S]) -> str:
    """Draw a table as a Mermaid state diagram, one line for each row of the table."""
    rows = [f"    {old} --> {new}: {move.__name__}" for (old, move), new in moves.items()]
    return "\n".join([f"### {title}", "", "```mermaid", "stateDiagram-v2", *rows, "```", ""])
