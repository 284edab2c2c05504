"""The service says its own sentences in the language that a request asks for, else the agency's."""

from tests.web.listening import Ear
from tests.web.town import ANA, HARLOW, town

SPANISH = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}
CLOSE = {"disposition": "person_safe"}


def in_spanish(head):
    return {**head, **SPANISH}


async def test_a_refusal_is_said_in_the_language_asked_for_and_in_english_byte_for_byte():
    async with town() as t:
        await t.text(ANA, "SOS")
        head = await t.auth("mo")
        path = "/api/v1/incidents/I-1/command"
        assert (await t.http.post(path, headers=head)).status_code == 200
        no = await t.http.post(path, headers=head)
        said = b'{"reason":"command_already_taken","detail":"This person is in command already."}'
        assert no.content == said
        spanish = await t.http.post(path, headers=in_spanish(head))
        assert spanish.json() == {
            "reason": "command_already_taken",
            "detail": "Esta persona ya está al mando.",
        }
        assert (no.headers["content-language"], spanish.headers["content-language"]) == ("en", "es")
        assert no.headers["vary"] == spanish.headers["vary"] == "Accept-Language"


async def test_what_no_stage_was_asked_is_said_in_it_too():
    async with town() as t:
        denied = await t.http.get("/api/v1/board", headers=SPANISH)
        assert denied.json()["detail"] == "Entre con un enlace de un solo uso o un token."
        nothing = await t.http.get("/api/v1/no-such-thing", headers=in_spanish(await t.auth("mo")))
        assert nothing.json()["detail"] == "Aquí no hay nada."


async def test_why_not_stands_on_the_board_in_the_language_of_whoever_looks():
    async with town() as t:
        await t.text(ANA, "SOS")
        head = await t.auth("mo")
        for path in ("/api/v1/board", "/api/v1/incidents/I-1"):
            english, spanish = [
                (await t.http.get(path, headers=each)).json() for each in (head, in_spanish(head))
            ]
            one, other = [found.get("incidents", [found])[0] for found in (english, spanish)]
            assert why_not(one)["verify_cancel"] == "The sender has not given a cancel."
            assert why_not(other)["verify_cancel"] == "Quien envió no ha dado ninguna cancelación."
            assert other["moments"][0]["words"] == "paso 2 de 3"
            assert one["moments"][0]["words"] == "step 2 of 3"
            assert other["words"] == one["words"]


def why_not(incident):
    return {each["action"]: each["why_not"] for each in incident["actions"]}


async def test_a_stream_speaks_the_language_of_its_request_from_first_to_last():
    async with town() as t:
        head = await t.auth("mo")
        ears = [Ear(t.web, head), Ear(t.web, in_spanish(head))]
        for ear in ears:
            await ear.until(lambda e: e.named("reset"))
        await t.text(ANA, "SOS")
        for ear in ears:
            await ear.until(lambda e: e.named("incident"))
        said = [why_not(ear.named("incident")[-1])["verify_cancel"] for ear in ears]
        assert said == [
            "The sender has not given a cancel.",
            "Quien envió no ha dado ninguna cancelación.",
        ]
        units = [ear.named("reset")[0]["units"][0]["moves"] for ear in ears]
        assert units[0] != units[1]
        for ear in ears:
            await ear.leave()


async def test_a_timeline_is_told_in_it_and_what_was_written_stays():
    async with town() as t:
        await t.text(ANA, "SOS he's in the lot")
        head = in_spanish(await t.auth("mo"))
        found = (await t.http.get("/api/v1/incidents/I-1/timeline", headers=head)).json()
        said = [each["words"] for each in found["entries"]]
        assert """Escribió: "SOS he's in the lot".""" in said
        assert "Pide ayuda: SOS." in said
        assert {each["certainty"] for each in found["entries"]} == {"recorded", "reported"}


async def test_who_asks_for_no_language_of_ours_is_answered_in_the_agencys():
    async with town() as t:
        text = HARLOW.read_text("utf-8")
        await t.load(text.replace('language = "en"', 'language = "es"', 1))
        for accepts, detail in (
            ("", "Entre con un enlace de un solo uso o un token."),
            ("de", "Entre con un enlace de un solo uso o un token."),
            ("en", "Sign in with a one-time link or a token."),
        ):
            denied = await t.http.get("/api/v1/board", headers={"accept-language": accepts})
            assert denied.json()["detail"] == detail
