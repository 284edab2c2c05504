"""The service says its own sentences in the language that a request asks for, else the agency's."""

from tests.web.desk_case import whole_case
from tests.web.listening import Ear
from tests.web.town import ANA, HARLOW, town

SPANISH = {"accept-language": "es-MX,es;q=0.9,en;q=0.5"}
NO_CANCEL = ("The sender has not given a cancel.", "Quien envió no ha dado ninguna cancelación.")


def in_spanish(head):
    return {**head, **SPANISH}


def why_not(incident):
    return {each["action"]: each["why_not"] for each in incident["actions"]}


async def test_no_is_said_in_the_language_asked_for_and_in_english_byte_for_byte_as_ever():
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
        close = {"disposition": "lost"}
        wrong = await t.http.post(
            "/api/v1/incidents/I-1/close", json=close, headers=in_spanish(head)
        )
        assert wrong.json()["detail"].startswith("disposition: valor no aceptado 'lost'. Se acepta")
        assert no.headers["vary"] == spanish.headers["vary"] == "Accept-Language"
        nothing = await t.http.get("/api/v1/no-such-thing", headers=in_spanish(head))
        assert nothing.json()["detail"] == "Aquí no hay nada."
        await t.load(HARLOW.read_text("utf-8").replace('language = "en"', 'language = "es"', 1))
        for accepts, detail in (
            ("", "Entre con un enlace de un solo uso o un token."),
            ("de", "Entre con un enlace de un solo uso o un token."),
            ("en", "Sign in with a one-time link or a token."),
        ):
            denied = await t.http.get("/api/v1/board", headers={"accept-language": accepts})
            assert denied.json()["detail"] == detail


async def test_a_board_its_stream_and_a_timeline_speak_the_language_of_their_request():
    async with town() as t:
        head = await t.auth("mo")
        heads = head, in_spanish(head)
        ears = [Ear(t.web, each) for each in heads]
        for ear in ears:
            await ear.until(lambda e: e.named("reset"))
        await t.text(ANA, "SOS he's in the lot")
        for ear, each, said in zip(ears, heads, NO_CANCEL, strict=True):
            await ear.until(lambda e: e.named("incident"))
            found = [ear.named("incident")[-1]]
            found += (await t.http.get("/api/v1/board", headers=each)).json()["incidents"]
            found += [(await t.http.get("/api/v1/incidents/I-1", headers=each)).json()]
            assert [why_not(one)["verify_cancel"] for one in found] == [said] * 3
            assert {one["words"][0]["text"] for one in found} == {"SOS he's in the lot"}
            await ear.leave()
        moves = [ear.named("reset")[0]["units"][0]["moves"] for ear in ears]
        assert moves[0] != moves[1]
        told = (await t.http.get("/api/v1/incidents/I-1/timeline", headers=heads[1])).json()
        words = [each["words"] for each in told["entries"]]
        assert """Escribió: "SOS he's in the lot".""" in words
        assert "Pide ayuda: SOS." in words
        assert {each["certainty"] for each in told["entries"]} == {"recorded", "reported"}


async def test_why_a_risk_rose_is_said_in_it_though_the_record_has_it_in_the_agencys():
    async with town() as t:
        await whole_case(t)
        head = await t.auth("mo")
        said = [
            (await t.http.get("/api/v1/incidents", headers=one)).json()[0]
            for one in (head, in_spanish(head))
        ]
        assert [each["kind"] for each in said] == ["risk", "risk"]
        assert [each["words"][0]["text"] for each in said] == [
            "raised: not known whether in custody",
            "elevado: no se sabe si está bajo custodia",
        ]
        assert [each["moments"][0]["words"] for each in said] == [
            "EVERYONE is paged",
            "se avisa A TODOS",
        ]
