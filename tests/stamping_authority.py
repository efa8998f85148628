"""A time-stamping authority: OpenSSL with a chain of certificates made for the day, behind a small HTTP server.

Its answers have the certificates in the order in which OpenSSL writes them, which is not that of DER.
"""

from __future__ import annotations

import subprocess
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

CONFIGURATION = """
[tsa]
serial = serial
signer_cert = signer.pem
signer_key = signer.key
certs = between.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


@dataclass
class StampingAuthority:
    """Answers in its folder, which has its root as `root.pem`; `spoil` does something to what it would answer.

    Attributes:
        asked: every query that came, newest last.
        status: the HTTP status.
        spoil: is given the query and makes the answer out of it.
    """

    folder: Path
    asked: list[bytes] = field(default_factory=list)
    status: int = 200

    def __post_init__(self) -> None:
        self.folder.mkdir()
        (self.folder / "tsa.cnf").write_text(CONFIGURATION)
        (self.folder / "serial").write_text("01\n")
        root, key = certificate("Root", authority=True)
        between = certificate("Between", issued_by=(root, key), authority=True)
        signer, own = certificate("Stamps", issued_by=between)
        (self.folder / "between.pem").write_bytes(between[0].public_bytes(Encoding.PEM))
        (self.folder / "root.pem").write_bytes(root.public_bytes(Encoding.PEM))
        (self.folder / "signer.pem").write_bytes(signer.public_bytes(Encoding.PEM))
        (self.folder / "signer.key").write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.spoil: Callable[[bytes], bytes] = self.answer

    def answer(self, query: bytes) -> bytes:
        """What OpenSSL answers."""
        (self.folder / "query").write_bytes(query)
        command = "openssl ts -reply -config tsa.cnf -section tsa -queryfile query -out answer"
        subprocess.run(command.split(), cwd=self.folder, capture_output=True, check=False)  # a refusal is an answer too
        return (self.folder / "answer").read_bytes()

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Answers over HTTP while the block lasts; its address."""
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.headers["Content-Type"] == "application/timestamp-query"
                authority.asked.append(query)
                answer = authority.spoil(query)
                self.send_response(authority.status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
            thread.start()
            try:
                yield f"http://127.0.0.1:{server.server_port}/stamp"
            finally:
                server.shutdown()
                thread.join()


Issuer = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def certificate(name: str, *, issued_by: Issuer | None = None, authority: bool = False) -> Issuer:
    """A certificate and its key: of an authority, or of who stamps."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer, signing = (issued_by[0].subject, issued_by[1]) if issued_by else (named, key)
    now = datetime.now(UTC)
    built = (
        x509.CertificateBuilder()
        .subject_name(named)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    if not authority:
        built = built.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
    return built.sign(signing, SHA256()), key
