"""The octets of Web Push by the standards, and the key that an installation is known by."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.push_browser import Browser, claims, private, unpacked
from tocsin.adapters.push_keys import PushKeys, load_or_make
from tocsin.adapters.push_octets import Chosen, authorization, chosen, seal
from tocsin.exchange import push
from tocsin.exchange.push import Receipt, base64url
from tocsin.kernel.limits_push import PUSH_BODY_BYTES_MAX, PUSH_PAYLOAD_BYTES_MAX

OWN = ec.generate_private_key(ec.SECP256R1())
KEYS = PushKeys(OWN)
QUEUED = "20261129T031500000000"


def test_the_vector_of_rfc_8291():
    """Appendix A."""
    browser = Browser(
        "",
        "",
        key=private("q1dXpw3UpT5VOmu_cf_v6ih07Aems3njxI-JWgLcM94"),
        auth=unpacked("BTBZMqHH6r4Tts7J_aSIgg"),
    )
    new = Chosen(
        private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), unpacked("DGv6ra1nlYgDCS1FRnbzlw")
    )
    words = b"When I grow up, I want to be a watermelon"
    sealed = seal(words, browser.subscription, new, padded=0)
    assert base64url(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY"
        "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS"
        "gSxsj_Qulcy4a-fN"
    )
    assert browser.opens(sealed) == words


BROWSER = Browser("https://push.example/x", KEYS.public)


@given(st.text(max_size=5_000), st.text(max_size=50), st.booleans())
def test_whatever_it_says_it_opens_and_no_body_is_too_long(body, title, is_over):
    receipt = Receipt("M-1", 1, QUEUED, "x")
    said = push.Notification(title, body, "I-1", 1, "/p#x", "/phone/I-1", is_over, receipt)
    sealed = seal(push.payload(said), BROWSER.subscription, chosen())
    assert len(sealed) <= PUSH_BODY_BYTES_MAX
    shown = BROWSER.shows(sealed)
    assert body.startswith(shown["body"])
    assert (shown["title"], shown["opens"]) == (title, "/p#x")


def test_the_length_of_a_body_tells_nothing_of_what_is_in_it():
    sealed = [seal(b"x" * n, BROWSER.subscription, chosen()) for n in (0, 1, 500, 1_000)]
    assert len({len(each) for each in sealed}) == 1


def test_a_payload_that_is_too_long_is_not_sealed():
    most = seal(b"x" * PUSH_PAYLOAD_BYTES_MAX, BROWSER.subscription, chosen())
    assert len(most) == PUSH_BODY_BYTES_MAX
    with pytest.raises(ValueError, match="too long"):
        seal(b"x" * (PUSH_PAYLOAD_BYTES_MAX + 1), BROWSER.subscription, chosen())


def test_a_token_is_for_one_push_service():
    said = authorization(OWN, "https://push.example", "https://sos.example", 1_000)
    found = claims(said, KEYS.public)
    assert found == {"aud": "https://push.example", "exp": 44_200, "sub": "https://sos.example"}


# The key.


def test_a_key_is_made_once_and_nobody_else_may_read_it(tmp_path):
    path = tmp_path / "town.ledger.vapid"
    made = load_or_make(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_make(path).public == made.public
    assert load_or_make(path).receipts == made.receipts
    assert list(tmp_path.iterdir()) == [path]
    assert "PRIVATE" not in repr(made)


def test_a_key_that_was_put_aside_still_signs(tmp_path):
    path = tmp_path / "town.ledger.vapid"
    before = load_or_make(path)
    path.rename(tmp_path / "town.ledger.vapid.old")
    now = load_or_make(path)
    assert now.public != before.public
    assert now.signing(before.public) is not None
    assert now.signing("another") is None


@pytest.mark.parametrize("how", ["readable", "no key", "another curve"])
def test_a_key_file_that_cannot_be_used_is_not_used(tmp_path, how):
    path = tmp_path / "town.ledger.vapid"
    load_or_make(path)
    if how == "readable":
        path.chmod(0o640)
    elif how == "no key":
        path.write_text("nothing")
    else:
        key = ec.generate_private_key(ec.SECP384R1())
        pem = (
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        path.write_bytes(key.private_bytes(*pem))
    with pytest.raises(ValueError, match="the key file"):
        load_or_make(path)
