"""The page "Ready?" in a real browser: what must be known before the night."""

from tests.adapters.fake_http import fake_http
from tests.adapters.test_kannel_gateway import ACCEPT, BUSY, FORBIDDEN
from tests.browser.room import needs_browser, room
from tests.web.town import LEE, NELL
from tocsin import config
from tocsin.app.setting_up import SettingUp
from tocsin.facts.system import KeyKind

pytestmark = needs_browser


async def test_a_supervisor_sees_who_would_be_paged_and_proves_that_somebody_is_reached():
    async with room(390) as r:
        key = await r.town.key("lee", KeyKind.LINK)
        await r.page.goto(f"{r.address}/ready#key={key}")
        await r.sees("Step 1, ")
        await r.sees("must answer")
        assert await r.breaches() == []
        await r.page.get_by_role("button", name="Is everybody reachable").click()
        assert await r.page.get_by_text("NEVER PROVEN").count() > 1
        before = await r.page.get_by_text("NEVER PROVEN").count()
        await r.page.get_by_role("button", name="Send a test page: Lee").first.click()
        await r.sees("A test page is on its way.")
        await r.town.settled()
        code = r.town.facts("PageRequested")[-1].code
        await r.town.text(LEE, code)
        await r.page.get_by_role("button", name="Ask again").click()
        await r.page.get_by_role("cell", name="an answer").wait_for()
        assert await r.page.get_by_text("NEVER PROVEN").count() == before - 1
        assert await r.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert await r.breaches() == []
        await r.page.get_by_role("button", name="Ways out").click()
        await r.sees("Set up a further way out")
        assert await r.breaches() == []
        assert r.complaints == []


async def test_who_may_not_look_at_it_is_told_so():
    async with room() as r:
        key = await r.town.key("kit", KeyKind.LINK)
        await r.page.goto(f"{r.address}/ready#key={key}")
        await r.sees("Your roles do not include this page.")
        assert await r.page.get_by_text("must answer").count() == 0


async def test_an_administrator_sets_a_gateway_up_with_a_live_text_and_ends_the_keys_of_a_lost_phone(
    tmp_path,
):
    file = tmp_path / "tocsin.toml"
    file.write_text('agency_file = "agency.toml"\n', encoding="utf-8")

    def setting(service):
        return SettingUp(config.load(file), service)

    with fake_http(ACCEPT, FORBIDDEN, BUSY) as kannel:
        async with room(390, setting=setting) as r:
            key = await r.town.key("nell", KeyKind.LINK)
            await r.page.goto(f"{r.address}/ready?ask=setup#key={key}")
            await r.page.get_by_role("radio", name="Kannel").check()
            await r.page.get_by_role("textbox", name="Address", exact=True).fill(
                f"{kannel.url}/cgi-bin/sendsms"
            )
            await r.page.get_by_role("textbox", name="User", exact=True).fill("dispatch")
            await r.page.get_by_role("textbox", name="Password", exact=True).fill("s3cretword")
            await r.page.get_by_role("textbox", name="Texts come from", exact=True).fill(
                "nobody's number"
            )
            # What does not fit is said at its field, and nothing leaves.
            await r.page.get_by_role("button", name="Send me a live text").click()
            await r.sees("This does not fit, or is taken.")
            assert kannel.seen == []
            assert await r.breaches() == []
            await r.page.get_by_role("textbox", name="Texts come from", exact=True).fill("5550100")
            await r.page.get_by_role("button", name="Send me a live text").click()
            await r.sees("Handed over, no receipt yet.")
            assert kannel.seen[0].headers["x-kannel-to"] == NELL
            word = kannel.seen[0].body.decode().split("Type ")[1].split()[0]
            await r.page.get_by_label("The word in the text").fill(word)
            await r.page.get_by_role("button", name="It is here").click()
            await r.sees("ARRIVED: you typed its word")
            assert "s3cretword" not in await r.page.inner_text("body")
            await r.page.get_by_role("button", name="Save, and use it from now on").click()
            await r.sees("SAVED in tocsin.toml")
            assert config.load(file).gateway[0].password == "s3cretword"
            # The way in: exactly the word that is shown pages nobody.
            await r.page.get_by_role("button", name="Wait for a text of mine").click()
            said = await r.page.get_by_text("to your SOS line now.").inner_text()
            await r.town.text(NELL, said.split()[1])
            await r.sees("IT CAME: your text reached us")
            assert r.town.facts("SosRaised") == []
            assert await r.breaches() == []
            await _end_the_keys_of_lee(r)
            assert await r.page.evaluate("document.documentElement.scrollWidth") <= 390
            assert await r.breaches() == []
            assert r.complaints == []


async def _end_the_keys_of_lee(r):
    lost = await r.town.auth("lee")
    await r.page.get_by_role("button", name="A lost phone").click()
    await r.page.get_by_label("Whose phone").select_option("lee")
    await r.page.get_by_role("button", name="End every key").click()
    await r.page.get_by_role("button", name="End them").click()
    await r.sees("Every key of Lee Brasknolley is ended.")
    assert (await r.town.http.get("/api/v1/session", headers=lost)).status_code == 401
    assert "#key=" in await r.page.locator(".once code").inner_text()
