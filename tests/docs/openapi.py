"""The OpenAPI file as the service gives it, for docs/reference/openapi.json.

The pages of `console/` take their types from that file, and whoever changes the API sees in its
difference what changed for others.
"""

import asyncio
import json

from tests.web.town import town


def document() -> str:
    """The whole document as JSON, its keys in order, so that a change is a small difference."""
    said = asyncio.run(_asked())
    return json.dumps(said, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


async def _asked() -> object:
    async with town() as t:
        answer = await t.http.get("/schema/openapi.json")
        return {**answer.json(), "servers": []}
