"""NSS's selfserv and tstclnt. Certificates come from a database; selfserv speaks HTTP, one request a
connection."""

import os
import re
import socket
import subprocess

from certificates import HOST
from process import Process
from terms import IDENTITY, KEY

TITLE = "NSS"
SUITES = {"TLS_AES_128_GCM_SHA256": ":1301", "TLS_AES_256_GCM_SHA384": ":1302",
          "TLS_CHACHA20_POLY1305_SHA256": ":1303"}
GROUPS = {"x25519": "x25519", "secp256r1": "P256", "secp384r1": "P384", "secp521r1": "P521",
          "ffdhe2048": "FF2048", "ffdhe3072": "FF3072", "ffdhe4096": "FF4096"}
SCHEMES = {name: name for name in (
    "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512",
    "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512")}
ABLE = {"server": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "wrong host",
                   "KeyUpdate", "KeyUpdate on request", "asked later", "asked later, empty"},
        "client": {"suites", "groups", "schemes", "HelloRetryRequest", "wrong host", "long data",
                   "KeyUpdate", "asked later"}}
ABLE["server"] |= {"cookie", "resumption", "0-RTT", "0-RTT retried", "client certificates"}
ABLE["client"] |= {"cookie", "resumption", "0-RTT", "0-RTT retried", "external key",
                   "client certificates"}
DEMANDS = "certificate_required"
ASKS_WITH_COOKIE_ALONE = False
SAYS_IT_EARLY = True  # tstclnt: its request
WAITS_FOR_THE_SERVER = True  # tstclnt never says goodbye first
REFUSES = {"unknown authority": "unknown_ca", "wrong host": "bad_certificate"}
REFUSES_ROWS = {"client": {"built-in rsa"}}  # see NOTES
NOTES = [
    "selfserv asks for a cookie in every HelloRetryRequest (4.3.2).",
    "selfserv takes no early data in its first ten seconds: it cannot know what came before (8.2).",
    "selfserv does not find the external key that it was started with.",
    "tstclnt refuses an RSA certificate whose key usage lacks keyEncipherment, though in TLS 1.3 "
    "the key only signs (4.5.1.2).",
]


ASKING = {None: [], "request": ["-r"], "require": ["-r", "-r"]}


def version():
    done = subprocess.run(["dpkg-query", "--show", "libnss3-tools"], capture_output=True, text=True,
                          check=False)
    return f"NSS {done.stdout.split()[-1] if done.stdout else ''}"


def _run(directory, *arguments):
    subprocess.run(arguments, cwd=directory, check=True, capture_output=True)


def database(directory, authority, certificate=None):
    """One that trusts AUTHORITY and holds CERTIFICATE as "own"; as NSS names it."""
    name = f"nss-{authority}-{certificate}"
    if not (directory / name).exists():
        (directory / name).mkdir()
        _run(directory, "certutil", "-N", "-d", f"sql:{name}", "--empty-password")
        _run(directory, "certutil", "-A", "-d", f"sql:{name}", "-n", "authority", "-t", "CT,,", "-i",
             authority)
        if certificate:
            _run(directory, "openssl", "pkcs12", "-export", "-in", f"{certificate}.pem", "-inkey",
                 f"{certificate}.key", "-name", "own", "-passout", "pass:", "-out", "own.p12")
            _run(directory, "pk12util", "-i", "own.p12", "-d", f"sql:{name}", "-W", "", "-K", "")
    return f"sql:{name}"


def _common(terms):
    return ["-c", SUITES[terms.suite], "-I", ",".join(GROUPS[name] for name in terms.groups), "-V",
            "tls1.3:tls1.3",
            *(["-u"] if terms.tickets else []), *(["-Z"] if terms.early else []),
            *(["-z", f"0x{KEY}:{IDENTITY}"] if terms.external else [])]


def _free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


class Server(Process):
    """Answers a request with its lines, early ones, too."""
    TAKES_EARLY_AFTER = 20

    def __init__(self, directory, terms):
        self.port = _free_port()  # it cannot be asked for any free one
        own = "-e" if terms.certificate.startswith("ecdsa") or "ecdsa" in terms.certificate else "-n"
        super().__init__(
            ["selfserv", "-d", database(directory, terms.authority, terms.certificate), own, "own",
             "-p", self.port, "-v", "-D", *(["-Q"] if terms.alpn else []),
             *(["-E", "-r", "-r", "-r"] if terms.later else []), *ASKING[terms.clients],
             *_common(terms)], directory)
        self.wait_for("About to call accept")

    @staticmethod
    def question(text):
        return f"GET {text.replace(' ', '-')} HTTP/1.0\r\n\r\n"

    @staticmethod
    def early_question(text):
        """The first line of a request, of which the rest comes later."""
        return f"GET {text.replace(' ', '-')} HTTP/1.0\r\n"

    @staticmethod
    def reply_to(text):
        return f"GET {text.replace(' ', '-')} HTTP/1.0"

    def ask_later(self, client):
        client.type(self.question("hello peer"))
        return self.reply_to("hello peer")

    def expect_known(self):
        self.wait_for("Certificate Validated")

    def expect_agreed(self, terms):
        self.wait_for(r"^selfserv: SSL version 3\.4 ")

    def expect_reused(self, reused):
        if reused:
            self.wait_for("^ +[1-9][0-9]* stateless resumes")
        elif re.search("[1-9][0-9]* stateless resumes", self.text):
            self.fail("this was to be a new session")

    def expect_early(self, text, taken, said):
        """It says what it got in its answer alone."""
        if (f"GET {text.replace(' ', '-')}" in said) != taken:
            self.fail("the early data had another fate")

    def expect_client(self, name, _):
        self.wait_for(f"CN={name}")

    def expect_no_client(self):
        self.wait_for("SSL_ERROR_NO_CERTIFICATE|Unable to find the certificate")

    def expect_refused(self):
        self.wait_for("does not recognize and trust the CA|cannot verify your certificate")


class Client(Process):
    request = "hello stepshake"

    def __init__(self, directory, port, terms):
        own = terms.own_certificate
        # With a choice of suites, it crashes in its second connection. A pipe that ends would keep it busy for ever.
        (directory / "request").write_text(self.request)
        super().__init__(
            ["tstclnt", "-h", "127.0.0.1", "-p", port, "-a", terms.host, "-d",
             database(directory, terms.authority, own), "-A", "request",
             *(["-E"] if terms.later else []), *(["-n", "own"] if own else []),
             *_common(terms)[2 if terms.tickets else 0:],
             *(["-L", "2"] if terms.tickets else [])], directory)

    @staticmethod
    def answer(text):
        return text + "\\n"

    def expect_agreed(self, terms):
        self.wait_for(f"^subject DN: CN={HOST}$")

    def expect_refused(self):
        self.wait_for("SEC_ERROR_UNKNOWN_ISSUER|SSL_ERROR_BAD_CERT_DOMAIN")

    def expect_external(self):
        pass  # it says nothing of a handshake without a certificate

    def expect_demanded(self):
        self.wait_for("SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT")

    def say(self, text):
        pass  # the request goes out by itself

    def expect_answer(self, text):
        self.wait_for(text)

    def finish(self):
        self.expect_end(0)


def come_back(directory, port, terms, answer):
    """One tstclnt connects twice."""
    with Client(directory, port, terms) as client:
        client.expect_answer(answer)
        client.finish()
        client.expect_text("^[1-9] cache hits" if terms.fate != "refused" else "^0 cache hits")
