"""What a broker sends that is no MQTT ends its connection, and says why."""

import pytest

from tocsin.adapters.mqtt import PACKET_BYTES_MAX, BrokerError, _Connection

PUBLISH = b"\x32\x0e\x00\x03a/b\x00\x01\x00{}SOS!"


def why(connection):
    assert connection.lost.done()
    error = connection.lost.exception()
    assert isinstance(error, BrokerError)
    return str(error)


async def test_a_message_is_the_same_in_whatever_parts_it_comes():
    for cut in range(len(PUBLISH)):
        connection = _Connection()
        for part in (PUBLISH[:cut], PUBLISH[cut:]):
            connection.data_received(part)
        assert [(m.topic, m.payload) for m in connection.waiting] == [("a/b", b"{}SOS!")]
        assert not connection.lost.done()


# The library panics at a topic that is no UTF-8: what it drops then is told as unraisable.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "octets", [PUBLISH.replace(b"a/b", b"a/\xff"), b"GET / HTTP/1.1".ljust(99)]
)
async def test_what_is_no_mqtt_ends_the_connection(octets):
    connection = _Connection()
    connection.data_received(octets)
    assert why(connection).startswith("it does not speak MQTT 5")


async def test_a_packet_longer_than_we_take_is_not_collected():
    connection = _Connection()
    connection.data_received(b"\x32\xff\xff\xff\x7f")
    for _ in range(5):
        connection.data_received(bytes(PACKET_BYTES_MAX // 4))
    assert why(connection).startswith("its packet is longer")
