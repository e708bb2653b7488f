"""Nobody can make this site call an inner address, follow, wait long or read much."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kundig_web.hostile.outgoing import MOST_BYTES, Outgoing, OutgoingError, is_public

INNER = (
    "127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",  # noqa: S104
    "169.254.169.254", "100.64.0.1", "100.127.255.255", "224.0.0.1", "239.1.1.1", "255.255.255.255",
    "240.0.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1",
    "::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "100::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1", "::10.0.0.1",
    "64:ff9b::7f00:1", "64:ff9b::a00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::",
    "2002:a00:1::1", "2002:a9fe:a9fe::", "2001:0:53aa:64c:0:0:80ff:fffe", "fe80::1%eth0", "not an address", "",
    "0177.0.0.1", "2130706433", "0x7f.1", "127.1",
)  # fmt: skip
OPEN = (
    "93.184.215.14",
    "1.1.1.1",
    "2606:4700:4700::1111",
    "::ffff:1.1.1.1",
    "64:ff9b::101:101",
    "2002:101:101::1",
)


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_inner_in_every_disguise(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OPEN)
def test_an_open_address_is_open(address: str) -> None:
    assert is_public(address)


class Place:
    """A server that counts who came and says what it was told to say."""

    def __init__(self, say: Callable[[socket.socket], None], *, peek: bool = False) -> None:
        self._flags = socket.MSG_PEEK if peek else 0  # what TLS needs must not be read before
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.came = 0
        self.heard = b""
        self._say = say
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def end(self) -> None:
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)  # wakes whoever waits in `accept`
        self.listening.close()
        self._thread.join(10)

    def _serve(self) -> None:
        while True:
            try:
                line, _ = self.listening.accept()
            except OSError:
                return
            self.came += 1
            line.settimeout(5)
            try:
                self.heard = line.recv(65536, self._flags)
                self._say(line)
            except OSError:
                pass
            finally:
                line.close()


def hello(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")


@pytest.fixture
def place(settings) -> Iterator[Callable[..., Place]]:
    settings.KUNDIG_OUTGOING = True
    made: list[Place] = []

    def start(say: Callable[[socket.socket], None] = hello, **more: bool) -> Place:
        made.append(Place(say, **more))
        return made[-1]

    yield start
    for one in made:
        one.end()


def way(place: Place, **more) -> Outgoing:
    """A way out on which this one address counts as public."""
    given = {
        "resolve": lambda host, port: ["127.0.0.1"], "public": lambda _: True,
        "ports": {"http": place.port, "https": place.port},
    }  # fmt: skip
    return Outgoing(**(given | more))


def refused(outgoing: Outgoing, url: str, **more) -> str:
    with pytest.raises(OutgoingError) as found:
        outgoing.request(url, **more)
    return found.value.key


def test_it_is_off_unless_switched_on(settings, place) -> None:
    there = place()
    settings.KUNDIG_OUTGOING = False
    assert refused(way(there), "http://shop.example/") == "off"
    assert there.came == 0


def test_an_answer_comes_back_from_the_address_that_was_checked(place) -> None:
    there = place()
    found = way(there).request("http://shop.example/a?b=1", method="POST", body=b"x")
    assert (found.status, found.body) == (200, b"hello")
    assert there.heard.startswith(b"POST /a?b=1 HTTP/1.1\r\nHost: shop.example\r\n")


def test_a_name_that_turns_inward_between_two_questions_is_called_at_the_first_answer(
    place,
) -> None:
    there = place()
    asked: list[str] = []

    def turning(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["192.0.2.77"] if len(asked) == 1 else ["127.0.0.1"]

    # 192.0.2.0/24 leads nowhere: with a second question, the inner server would be reached.
    outgoing = way(there, resolve=turning, public=lambda a: a == "192.0.2.77", connect_seconds=0.3)
    assert refused(outgoing, "http://rebind.example/") == "unreachable"
    assert asked == ["rebind.example"]
    assert there.came == 0


@pytest.mark.parametrize("found", [["127.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:127.0.0.1"]])
def test_one_inner_address_among_many_refuses_all(place, found) -> None:
    there = place()
    outgoing = way(there, resolve=lambda *_: found, public=is_public)
    assert refused(outgoing, "http://mixed.example/") == "inner"
    assert there.came == 0


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://[::1]/", "http://localhost/", "http://2130706433/", "http://0x7f.1/",
    ],
)  # fmt: skip
def test_addresses_instead_of_names_are_checked_alike(settings, url) -> None:
    settings.KUNDIG_OUTGOING = True
    assert refused(Outgoing(), url) in {"inner", "unreachable"}


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example/", "file:///etc/passwd", "gopher://x.example/", "http://x.example:22/",
        "http://x.example:8080/", "https://x.example:80/", "http://u:p@x.example/", "http:///x", "//x.example/",
        "http://x.example/\r\nHost: y", "http://x.example\\@y.example/", "http://x.example/ä", "x.example",
        "http://x.example:99999/", "http://a b/", "http://" + "a" * 2100 + "/",
    ],
)  # fmt: skip
def test_only_http_and_https_on_their_ports(settings, url) -> None:
    settings.KUNDIG_OUTGOING = True
    assert refused(Outgoing(resolve=lambda *_: ["1.1.1.1"]), url) == "address"


def test_a_redirect_is_an_answer_and_is_not_followed(place) -> None:
    inner = place()

    def away(line: socket.socket) -> None:
        line.sendall(
            f"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{inner.port}/\r\n"
            "Content-Length: 0\r\n\r\n".encode()
        )

    assert way(place(away)).request("http://shop.example/").status == 302
    assert inner.came == 0


def test_a_megabyte_is_enough(place) -> None:
    def much(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (MOST_BYTES + 1))

    assert refused(way(place(much)), "http://shop.example/") == "large"


@pytest.mark.parametrize("part", [b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\n\r\n", b""])
def test_whoever_drips_is_cut_off_in_time(place, part) -> None:
    def drip(line: socket.socket) -> None:
        line.sendall(part)
        for _ in range(60):
            line.sendall(b"x")
            time.sleep(0.1)

    began = time.monotonic()
    outgoing = way(place(drip), total_seconds=0.8)
    assert refused(outgoing, "http://shop.example/") == "slow"
    assert time.monotonic() - began < 2.5


def test_a_resolver_that_never_answers_is_not_waited_for(place) -> None:
    def never(host: str, port: int) -> list[str]:
        time.sleep(30)
        return []

    began = time.monotonic()
    outgoing = way(place(), resolve=never, connect_seconds=0.3)
    assert refused(outgoing, "http://shop.example/") == "unreachable"
    assert time.monotonic() - began < 2


def test_tls_asks_for_the_name_and_refuses_a_foreign_certificate(place) -> None:
    names: list[str] = []

    class Noted(ssl.SSLContext):
        def wrap_socket(self, *args, **kwargs):  # type: ignore[no-untyped-def]
            names.append(kwargs["server_hostname"])
            return super().wrap_socket(*args, **kwargs)

    def trust() -> ssl.SSLContext:
        context = Noted(ssl.PROTOCOL_TLS_CLIENT)
        assert context.check_hostname
        assert context.verify_mode is ssl.CERT_REQUIRED
        return context

    there = place()
    assert refused(way(there, trust=trust), "https://shop.example/") == "broken"
    assert names == ["shop.example"]
    assert b"shop.example" in there.heard  # the greeting carries the name


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for shop.example, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shop.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("shop.example")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "shop.pem"
    plain = serialization.NoEncryption()
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def over_tls(certificate: Path, say: Callable[[socket.socket], None]) -> Callable[..., None]:
    def serve(line: socket.socket) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        with context.wrap_socket(line, server_side=True) as secured:
            secured.recv(65536)
            say(secured)

    return serve


def trusting(certificate: Path) -> Callable[[], ssl.SSLContext]:
    return lambda: ssl.create_default_context(cafile=str(certificate))


def test_tls_with_the_right_name_works_and_with_another_it_does_not(place, certificate) -> None:
    there = place(over_tls(certificate, hello), peek=True)
    outgoing = way(there, trust=trusting(certificate))
    assert outgoing.request("https://shop.example/").body == b"hello"
    assert refused(outgoing, "https://other.example/") == "broken"


def test_whoever_drips_over_tls_is_cut_off_in_time(place, certificate) -> None:
    def drip(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        for _ in range(60):
            line.sendall(b"x")
            time.sleep(0.1)

    began = time.monotonic()
    there = place(over_tls(certificate, drip), peek=True)
    outgoing = way(there, trust=trusting(certificate), total_seconds=0.8)
    assert refused(outgoing, "https://shop.example/") == "slow"
    assert time.monotonic() - began < 2.5


@pytest.mark.parametrize(
    "headers", [{"Host": "y"}, {"X": "a\r\nB: c"}, {"X: y\r\nZ": "a"}, {"Connection": "x"}]
)
def test_headers_cannot_be_forged(place, headers) -> None:
    assert refused(way(place()), "http://shop.example/", headers=headers) == "address"
