"""Texts in and out through a real Kannel."""

import base64
import queue
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest

from tests.adapters.kannel_server import SHORT_CODE, running_kannel, wait_until
from tests.contracts.gateway_contract import failure, hand_over, outgoing
from tocsin.adapters.kannel import KannelGateway
from tocsin.intake import kannel as format_in
from tocsin.intake import receipts
from tocsin.intake.message import TextMessage
from tocsin.intake.raw import RawRequest, kept_headers
from tocsin.intake.receipts import Receipt
from tocsin.intake.signature import basic_auth

ANA = "+15015550123"
ANSWER_S_MAX = 15


class Hook:
    """A sink for what smsbox asks of us. `answers` are given first, then 200."""

    def __init__(self):
        self.texts: queue.Queue[RawRequest] = queue.Queue()
        self.receipts: queue.Queue[RawRequest] = queue.Queue()
        self.credentials = set()
        self.lines = []
        self.answers: queue.Queue[int] = queue.Queue()
        self.server = _Server(("127.0.0.1", 0), _handler(self))
        self.port = self.server.server_address[1]

    def text(self):
        """The next inbound text, parsed."""
        return read(self.texts.get(timeout=ANSWER_S_MAX))

    def receipt(self, message):
        """The next receipt of one message; those of earlier tests may still come."""
        while True:
            found = receipts.parse(self.receipts.get(timeout=ANSWER_S_MAX))
            assert isinstance(found, Receipt)
            if found.message == message:
                return found


def read(raw):
    message = format_in.parse(raw)
    assert isinstance(message, TextMessage)
    return message


class _Server(ThreadingHTTPServer):
    request_queue_size = 128


def _handler(hook):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            hook.credentials.add(basic_auth(self.headers.get("Authorization", "")))
            hook.lines.append(self.requestline)
            url = urlsplit(self.path)
            kept = kept_headers(self.headers.items())
            query = url.query.encode("latin-1")
            raw = RawRequest("kannel-1", "kannel", "GET", url.path, query, headers=kept)
            (hook.receipts if "/receipts/" in url.path else hook.texts).put(raw)
            try:
                status = hook.answers.get_nowait()
            except queue.Empty:
                status = 200
            self.send_response(status)
            if status != 204:
                self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_):
            pass

    return Handler


@pytest.fixture(scope="module")
def hook():
    hook = Hook()
    thread = threading.Thread(target=hook.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield hook
    hook.server.shutdown()
    thread.join()
    hook.server.server_close()


@pytest.fixture(scope="module")
def kannel(hook, tmp_path_factory):
    with running_kannel(tmp_path_factory.mktemp("kannel"), hook.port) as kannel:
        yield kannel


@pytest.fixture
def gateway(kannel):
    return KannelGateway(
        "kannel-1",
        kannel.sendsms_url,
        kannel.username,
        kannel.password,
        sender=SHORT_CODE,
        receipts_url=kannel.receipts_url,
    )


@pytest.fixture(autouse=True)
def nothing_left_over(request):
    """Each test begins with empty queues and phones."""
    if "kannel" in request.fixturenames:
        kannel, hook = request.getfixturevalue("kannel"), request.getfixturevalue("hook")
        kannel.phone_received(timeout=0)
        for waiting in (hook.texts, hook.receipts, hook.answers):
            while not waiting.empty():
                waiting.get_nowait()


class TestIn:
    @pytest.mark.parametrize(
        "text",
        [
            "SOS",
            "SOS active shooter, 5th & Main é",
            "SOS  two   blanks",
            "SOS 😀 ключ 中文",
            "SOS %s %d + & = # ?",
            "",
            "SOS Mill Lane 5 " * 60,
            "SOS\nMill Lane\n5",
        ],
    )
    def test_a_text_arrives_as_it_was_typed(self, kannel, hook, text):
        kannel.phone_sends(ANA, text)
        message = hook.text()
        assert (message.sender, message.recipient) == (ANA, SHORT_CODE)
        assert message.text == text
        assert message.provider_id
        assert message.sent_at is not None
        assert abs(datetime.now(UTC) - message.sent_at) < timedelta(minutes=5)

    @pytest.mark.parametrize("text", ["SOS ключ 😀 中文", "SOS", "S"])
    def test_a_text_in_ucs_2_arrives_as_it_was_typed(self, kannel, hook, text):
        kannel.phone_sends_ucs2(ANA, text)
        raw = hook.texts.get(timeout=ANSWER_S_MAX)
        assert b"coding=2" in raw.query
        assert read(raw).text == text

    def test_the_secret_comes_as_a_header_and_stands_in_no_url(self, kannel, hook):
        kannel.phone_sends(ANA, "SOS")
        hook.text()
        assert hook.credentials == {(kannel.hook_user, kannel.hook_password)}
        assert not [line for line in hook.lines if kannel.hook_password in line]

    def test_each_part_of_a_long_text_arrives_at_once(self, kannel, hook):
        kannel.phone_sends_part(ANA, b"SOS Mill ", part=1, parts=2)
        first = hook.text()
        assert (first.text, first.part, first.parts) == ("SOS Mill ", 1, 2)
        kannel.phone_sends_part(ANA, b"Lane 5", part=2, parts=2)
        second = hook.text()
        assert (second.text, second.part, second.reference) == ("Lane 5", 2, first.reference)

    @pytest.mark.parametrize("status", [503, 401, 204])
    def test_any_answer_but_200_makes_kannel_repeat_under_the_same_id(self, kannel, hook, status):
        # A hook that answers 204 would see every text again and again.
        hook.answers.put(status)
        kannel.phone_sends(ANA, "SOS")
        assert hook.text() == hook.text()

    def test_many_texts_all_arrive(self, kannel, hook):
        for n in range(50):
            kannel.phone_sends(ANA, f"SOS {n}")
        assert {hook.text().text for _ in range(50)} == {f"SOS {n}" for n in range(50)}


class TestOut:
    @pytest.mark.parametrize(
        "text",
        [
            "Unit 7 en route, ETA 4 min",
            "Grüß {€} [~] ^ \\ | @ £ ñ",
            "two  blanks",
            "SOS\nMill Lane",
            "ключ 😀",
            "page 123456789 " * 30,
            "ключ 12345 " * 30,
        ],
    )
    def test_a_text_reaches_the_phone_as_it_was_written(self, kannel, gateway, text):
        text = text.strip()
        hand_over(gateway, outgoing(ANA, text))
        assert kannel.phone_received(timeout=ANSWER_S_MAX) == [(ANA, text)]

    def test_the_receipts_come_back(self, kannel, hook, gateway):
        hand_over(gateway, outgoing(ANA, "Help is coming.", message="M:41/2", attempt=3))
        found = [hook.receipt("M:41/2") for _ in range(2)]
        assert {receipt.status for receipt in found} == {"pending", "delivered"}
        assert [receipt.attempt for receipt in found] == [3, 3]

    def test_a_receipt_names_its_message_whatever_its_name(self, kannel, hook, gateway):
        hand_over(gateway, outgoing(ANA, "Help is coming.", message="M 41%d&/:\\p"))
        assert hook.receipt("M 41%d&/:\\p")
        assert hook.credentials == {(kannel.hook_user, kannel.hook_password)}

    def test_a_wrong_password_is_permanent(self, kannel):
        gateway = KannelGateway("kannel-1", kannel.sendsms_url, kannel.username, "wrong")
        assert failure(gateway, outgoing(ANA)).permanent
        assert kannel.phone_received(timeout=0) == []

    def test_without_a_link_to_the_network_it_fails_so_that_another_way_is_tried(
        self, kannel, hook, gateway
    ):
        kannel.phones_off()
        assert not failure(gateway, outgoing(ANA, "Help is coming.")).permanent
        kannel.phones_on()
        # Kannel kept it all the same: late, and perhaps double.
        assert kannel.phone_received(timeout=ANSWER_S_MAX) == [(ANA, "Help is coming.")]

    def test_the_password_is_in_no_log_of_requests(self, kannel, gateway):
        hand_over(gateway, outgoing(ANA, "Help is coming."))
        log = kannel.directory / "smsbox.log"
        wait_until(lambda: "sendsms" in log.read_text(), "smsbox logs")
        lines = log.read_text().splitlines()
        encoded = base64.b64encode(kannel.password.encode()).decode()
        # The dump of its own settings apart, which Kannel writes at this log level.
        assert not [
            line
            for line in lines
            if (kannel.password in line or encoded in line) and "<password> =" not in line
        ]
