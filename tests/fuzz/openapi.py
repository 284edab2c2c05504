"""`make schema`: schemathesis asks the served API whatever its OpenAPI file allows, and what it forbids.

`python -m tests.fuzz.openapi EXAMPLES`: so many requests for each operation, half of what names
something naming what exists. No answer may be a 500, have a status or a kind of content that the
file does not tell, or a body that is not as it says. Of its own, for it brings much along.
"""

import asyncio
import random
import sys
from collections.abc import Callable
from typing import Any, Final

import schemathesis
import structlog
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import load_all_checks, not_a_server_error
from schemathesis.specs.openapi import checks

from tests.web.test_wall import her_town
from tests.web.town import ADMIN, Town

CHECKS: Final = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]
NEVER_ENDS: Final = "/api/v1/stream"
WHO: Final = ("jo", "lee", "nell", "mo")


class Asker:
    """The town in which all requests are made, and the names of what exists there."""

    def __init__(self, runner: asyncio.Runner) -> None:
        self.runner = runner
        self.door = her_town()
        self.town: Town
        self.town, hers = runner.run(self.door.__aenter__())
        self.names = {**hers.names, "person": "ana", "gateway": "json-1", "road": "1"}
        self.heads = [runner.run(self.town.auth(person)) for person in WHO]
        self.heads.append({"authorization": f"Bearer {ADMIN}"})
        self.chance = random.Random(7)

    def asks(self, case: Any) -> None:
        """Make one request, by whoever's turn it is, and check its answer."""
        for name in case.path_parameters or {}:
            if self.chance.random() < 0.7:
                case.path_parameters[name] = self.names[name]
        asked = case.as_transport_kwargs(base_url=str(self.town.http.base_url))
        head = dict(asked.get("headers") or {})
        if not case.path.startswith("/hooks/"):
            head |= self.chance.choice(self.heads)
        elif self.chance.random() < 0.7:
            head["authorization"] = "Bearer json-secret"
        given_ = {name: asked[name] for name in ("params", "json", "data") if asked.get(name)}
        if isinstance(given_.get("data"), bytes | str):
            given_["content"] = given_.pop("data")
        answer = self.runner.run(self._asks(asked["method"], asked["url"], head, given_))
        case.validate_response(answer, checks=CHECKS)

    async def _asks(self, method: str, url: str, head: dict[str, str], what: Any) -> Any:
        try:
            request = self.town.http.build_request(method, url, headers=head, **what)
        except (UnicodeEncodeError, ValueError):
            request = self.town.http.build_request(method, url)  # Not sayable in HTTP.
        answer = await self.town.http.send(request)
        await self.town.settled()
        return answer


def tried(operation: Any, asker: Asker, examples: int) -> Callable[[], None]:
    """A test of one operation."""

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=False,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def answers(case: Any) -> None:
        asker.asks(case)

    return answers


def main(examples: int) -> int:
    """Try every operation; how many broke."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    load_all_checks()
    with asyncio.Runner() as runner:
        asker = Asker(runner)
        document = runner.run(asker.town.http.get("/schema/openapi.json")).json()
        broken = count = 0
        for result in schemathesis.openapi.from_dict(document).get_all_operations():
            operation = result.ok()
            if operation.path == NEVER_ENDS:
                continue
            count += 1
            try:
                tried(operation, asker, examples)()
            except (Exception, BaseExceptionGroup) as error:
                broken += 1
                sys.stdout.write(f"{operation.label}: {told(error)}\n")
        sys.stdout.write(f"{count} operations, {examples} requests each: {broken} broken\n")
        runner.run(asker.door.__aexit__(None, None, None))
    return broken


def told(error: BaseException) -> str:
    """Every failure of a group, as schemathesis tells it."""
    parts = getattr(error, "exceptions", (error,))
    return "\n  ".join(f"{type(each).__name__}: {each}"[:900] for each in parts)


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1])) else 0)
