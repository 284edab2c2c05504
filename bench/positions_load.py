"""The generator of `bench.positions`: publishes, and does nothing that costs much.

`python -m bench.positions_load PORT SECONDS RATE PHONES BASE` says `ready`, and starts on a line.
Packets are written by hand (MQTT 5, section 3.3); its imports are few, so that it starts at once.
"""

import socket
import sys
import time
from contextlib import suppress

import mqtt5

BURST_S = 0.005
PUBACK_BYTES = 4
HEAD = b'{"_type":"location","acc":12,"alt":104,"batt":71,"conn":"m","t":"p","tid":"an","vel":4,'


def publish(port: int, seconds: int, rate: int, phones: int, base: int) -> None:
    link = socket.create_connection(("127.0.0.1", port))
    link.sendall(mqtt5.ConnectPacket("generator", clean_start=True).write())
    link.recv(4096)
    link.setblocking(False)
    print("ready", flush=True)
    sys.stdin.readline()
    start_at = time.time()
    count, sent, answered, out = seconds * rate, 0, 0, bytearray()
    while sent < count or out:
        due = min(count, int((time.time() - start_at) * rate))
        while sent < due:
            topic = b"owntracks/p/%d" % (sent % phones)
            body = b'%b"lat":34.75,"lon":-92.29,"tst":%d,"created_at":%.6f}' % (
                HEAD,
                base + sent // phones,
                time.time(),
            )
            rest = len(topic).to_bytes(2, "big") + topic
            rest += (sent % 60_000 + 1).to_bytes(2, "big") + b"\0" + body
            out += b"\x32" + bytes((len(rest) % 128 + 128, len(rest) // 128)) + rest
            sent += 1
        with suppress(BlockingIOError):
            if out:
                del out[: link.send(out)]
        answered += _answers(link)
        time.sleep(BURST_S)
    # Closed with answers unread, the kernel would throw away what the broker has not read yet.
    while answered < count * PUBACK_BYTES:
        answered += _answers(link)
        time.sleep(BURST_S)
    link.close()


def _answers(link: socket.socket) -> int:
    size = 0
    with suppress(BlockingIOError):
        while got := link.recv(1 << 20):
            size += len(got)
    return size


if __name__ == "__main__":
    publish(*map(int, sys.argv[1:]))
