"""E-mail: the contract, and what is e-mail's own."""

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.adapters.fake_smtp import fake_smtp
from tests.contracts.gateway_contract import (
    SUBJECT,
    NetworkGatewayContract,
    Provider,
    failure,
    hand_over,
    outgoing,
)
from tocsin.adapters.smtp import SmtpGateway

SENDER = "tocsin@harlow.example"


class Mail(Provider):
    to = "ana@harlow.example"
    bad_to = "ana"

    def __init__(self, smtp):
        self.smtp = self.stand_in = smtp

    def gateway(self, *, timeout_s=10.0):
        return SmtpGateway(
            "mail-1", "127.0.0.1", self.smtp.port, SENDER, security="none", timeout_s=timeout_s
        )

    def handed_over(self):
        texts = [mail.get_content() for mail in self.smtp.seen]
        return [text.replace("\r\n", "\n").removesuffix("\n") for text in texts]


@pytest.fixture
def provider():
    with fake_smtp() as smtp:
        yield Mail(smtp)


class TestSmtpGateway(NetworkGatewayContract):
    def test_the_mail_says_that_it_is_urgent_and_from_a_machine(self, provider):
        hand_over(provider.gateway(), outgoing(provider.to))
        mail = provider.smtp.seen[0]
        assert provider.smtp.envelopes == [(SENDER, [provider.to])]
        assert (mail["From"], mail["To"], mail["Subject"]) == (SENDER, provider.to, SUBJECT)
        assert (mail["X-Priority"], mail["Importance"]) == ("1", "high")
        assert mail["Auto-Submitted"] == "auto-generated"

    def test_the_same_attempt_has_the_same_message_id(self, provider):
        wanted = outgoing(provider.to)
        other = outgoing(provider.to, key="k-2")
        first, again, different = hand_over(provider.gateway(), wanted, wanted, other)
        assert first == again != different
        assert first == provider.smtp.seen[0]["Message-ID"]
        assert first.endswith("@harlow.example>")

    def test_a_subject_stays_one_line(self, provider):
        subject = "SOS\r\nBcc: zed@harlow.example\x00\x0b" + "x" * 500
        hand_over(provider.gateway(), outgoing(provider.to, subject=subject))
        mail = provider.smtp.seen[0]
        assert mail["Bcc"] is None
        assert mail["Subject"].startswith("SOS Bcc: zed@harlow.example xxx")
        assert provider.smtp.envelopes[0][1] == [provider.to]

    @pytest.mark.parametrize(
        "to",
        [
            "",
            "ana@",
            "@harlow.example",
            "ana@harlow.example,zed@harlow.example",
            "Ana <ana@harlow.example>",
            "aña@harlow.example",
            "ana@härlow.example",
        ],
    )
    def test_only_one_plain_address_is_taken(self, provider, to):
        assert failure(provider.gateway(), outgoing(to)).permanent
        assert provider.smtp.seen == []


@pytest.mark.parametrize("host", ["mail.harlow.example", "10.0.0.1", ""])
def test_mail_in_the_clear_never_leaves_this_machine(host):
    with pytest.raises(ValueError, match="this machine"):
        SmtpGateway("mail-1", host, 25, SENDER, security="none")


def test_the_sender_is_checked_before_anything_is_sent():
    with pytest.raises(ValueError, match="not an e-mail address"):
        SmtpGateway("mail-1", "127.0.0.1", 25, "tocsin\n@harlow.example", security="none")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for 127.0.0.1, good for an hour, that only its own client trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "harlow.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mail.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


def secured(smtp, security, trusted=None, **credentials):
    context = ssl.create_default_context(cafile=trusted)
    port = smtp.controller.port
    return SmtpGateway(
        "mail-1", "127.0.0.1", port, SENDER, security=security, tls_context=context, **credentials
    )


@pytest.fixture
def server_context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


class TestTransportSecurity:
    def test_starttls_carries_the_mail(self, certificate, server_context):
        with fake_smtp(tls_context=server_context, require_starttls=True) as smtp:
            hand_over(secured(smtp, "starttls", certificate), outgoing(Mail.to))
            assert len(smtp.seen) == 1

    def test_tls_from_the_first_octet_carries_the_mail(self, certificate, server_context):
        with fake_smtp(ssl_context=server_context) as smtp:
            hand_over(secured(smtp, "tls", certificate), outgoing(Mail.to))
            assert len(smtp.seen) == 1

    def test_an_unknown_certificate_gets_no_mail(self, server_context):
        with fake_smtp(tls_context=server_context) as smtp:
            failure(secured(smtp, "starttls"), outgoing(Mail.to))
            assert smtp.seen == []

    def test_a_server_that_forgot_starttls_gets_no_mail(self, certificate):
        with fake_smtp() as smtp:
            failure(secured(smtp, "starttls", certificate), outgoing(Mail.to))
            assert smtp.seen == []

    def test_it_says_who_it_is_when_it_has_a_name(self, certificate, server_context):
        given = []

        def authenticator(_server, _session, _envelope, _mechanism, login):
            given.append((login.login, login.password))
            return AuthResult(success=login.password == b"s3cret", handled=False)

        with fake_smtp(
            tls_context=server_context, auth_required=True, authenticator=authenticator
        ) as smtp:
            right = secured(smtp, "starttls", certificate, username="tocsin", password="s3cret")
            hand_over(right, outgoing(Mail.to))
            wrong = secured(smtp, "starttls", certificate, username="tocsin", password="wr0ng")
            error = failure(wrong, outgoing(Mail.to))
        assert error.permanent
        assert "wr0ng" not in repr(error)
        assert (b"tocsin", b"s3cret") in given
        assert len(smtp.seen) == 1
