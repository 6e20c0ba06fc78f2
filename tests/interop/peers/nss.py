"""NSS's selfserv and tstclnt. Certificates come from a database; selfserv speaks HTTP, one request a
connection."""

import os
import re
import socket
import subprocess

from certificates import HOST
from peers import PKCS1, RESUMES12, SHA1, TLS12
from process import Process
from terms import IDENTITY, KEY

TITLE = "NSS"
SUITES = {"TLS_AES_128_GCM_SHA256": ":1301", "TLS_AES_256_GCM_SHA384": ":1302",
          "TLS_CHACHA20_POLY1305_SHA256": ":1303"}
SUITES12 = {
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": ":C02B",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": ":C02C",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": ":C02F",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": ":C030",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": ":CCA9",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": ":CCA8",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256": ":C023",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384": ":C024",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256": ":C027",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384": ":C028",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA": ":C009",
    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA": ":C00A",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": ":C013",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": ":C014",
    "TLS_RSA_WITH_AES_128_GCM_SHA256": ":009C",
    "TLS_RSA_WITH_AES_256_GCM_SHA384": ":009D",
    "TLS_RSA_WITH_AES_128_CBC_SHA256": ":003C",
    "TLS_RSA_WITH_AES_256_CBC_SHA256": ":003D",
    "TLS_RSA_WITH_AES_128_CBC_SHA": ":002F",
    "TLS_RSA_WITH_AES_256_CBC_SHA": ":0035",
    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256": ":009E",
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384": ":009F",
    "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256": ":CCAA",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256": ":0067",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256": ":006B",
    "TLS_DHE_RSA_WITH_AES_128_CBC_SHA": ":0033",
    "TLS_DHE_RSA_WITH_AES_256_CBC_SHA": ":0039",
}
# What it calls ciphers and MACs.
CIPHERS12 = {"AES_128_GCM": "128-bit AES-GCM", "AES_256_GCM": "256-bit AES-GCM",
             "CHACHA20_POLY1305": "256-bit CHACHA20POLY1305", "AES_128_CBC": "128-bit AES",
             "AES_256_CBC": "256-bit AES"}
MACS12 = {"SHA": "160-bit SHA1", "SHA256": "256-bit SHA256", "SHA384": "384-bit SHA384"}
GROUPS = {"x25519": "x25519", "secp256r1": "P256", "secp384r1": "P384", "secp521r1": "P521",
          "ffdhe2048": "FF2048", "ffdhe3072": "FF3072", "ffdhe4096": "FF4096"}
SCHEMES = {name: name for name in (
    "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512",
    "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512")}
SCHEMES12 = {**SCHEMES, **PKCS1, **SHA1}
ABLE = {"server": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "wrong host",
                   "KeyUpdate", "KeyUpdate on request", "asked later", "asked later, empty"},
        "client": {"suites", "groups", "schemes", "HelloRetryRequest", "wrong host", "long data",
                   "KeyUpdate", "asked later"}}
ABLE["server"] |= RESUMES12 | {"TLS1.2, our ticket", "TLS1.2, ALPN", "cookie", "resumption", "0-RTT", "0-RTT retried",
                   "client certificates"}
for _role in ABLE:
    ABLE[_role] |= TLS12 - {"TLS1.2, ALPN", "TLS1.2, long data"}
ABLE["client"] |= {"OCSP staple", "revoked, says its staple"}
ABLE["client"] |= RESUMES12 | {"cookie", "resumption", "0-RTT", "0-RTT retried", "external key",
                   "client certificates"}
ASKS_WITH_COOKIE_ALONE = False
SAYS_IT_EARLY = True  # tstclnt: its request
WAITS_FOR_THE_SERVER = True  # tstclnt never says goodbye first
REFUSES = {"unknown authority": "unknown_ca", "wrong host": "bad_certificate"}
REFUSES_ROWS = {"client": {"built-in rsa"}}  # see NOTES
LOOKS_AT_STAPLES_ALONE = True  # see NOTES
NOTES = [
    "tstclnt, told to insist on a staple, leaves when it has looked at it, without a request.",
    "selfserv signs its staples with SHA-1, which our client refuses (4.5.1.3).",
    "selfserv insists on a client certificate with bad_certificate in TLS 1.2, where others say "
    "handshake_failure (RFC 5246 7.4.6).",
    "selfserv asks for a cookie in every HelloRetryRequest (4.3.2).",
    "selfserv takes no early data in its first ten seconds: it cannot know what came before (8.2).",
    "selfserv does not find the external key that it was started with.",
    "tstclnt refuses an RSA certificate whose key usage lacks keyEncipherment, though in TLS 1.3 "
    "the key only signs (4.5.1.2).",
]


DEMANDS = {"TLS1.3": "certificate_required", "TLS1.2": "bad_certificate"}
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
    suite, version = {**SUITES, **SUITES12}[terms.suite], terms.version.lower()
    finite = ("ffdhe2048",) if terms.exchange == "DHE_RSA" else ()
    return ["-c", suite, "-I", ",".join(GROUPS[name] for name in terms.groups + finite), "-V",
            f"{version}:{version}",
            *(["-u"] if terms.tickets not in (None, "session id") else []), *(["-Z"] if terms.early else []),
            *(["-z", f"0x{KEY}:{IDENTITY}"] if terms.external else [])]


def _expect_connection(process, terms):
    """What both programs say of one, in the same words. The suite is the one that was allowed; of
    DHE it says which bits alone."""
    if terms.version == "TLS1.3":
        process.wait_for(r": SSL version 3\.4 ")
        return
    cipher, _, digest = terms.suite.split("_WITH_")[1].rpartition("_")
    mac = MACS12[digest] if cipher.endswith("CBC") else "128-bit AEAD"
    process.wait_for(rf": SSL version 3\.3 using {CIPHERS12[cipher]} with {mac} MAC$")
    process.wait_for(rf": Server Auth: .*, Key Exchange: [0-9]+-bit {terms.exchange.split('_')[0]}$")


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
        _expect_connection(self, terms)

    def expect_reused(self, reused):
        if reused:
            self.wait_for("[1-9][0-9]* (cache hits|stateless resumes)")
        elif re.search("[1-9][0-9]* (cache hits|stateless resumes)", self.text):
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
             *(["-T", "-F", "-O"] if terms.staple else []),
             *(["-v"] if terms.version == "TLS1.2" else []),
             *_common(terms)[2 if terms.tickets else 0:],
             *(["-L", "2"] if terms.tickets else [])], directory)

    @staticmethod
    def answer(text):
        return text + "\\n"

    def expect_agreed(self, terms):
        self.wait_for(f"^subject DN: CN={HOST}$")
        if terms.version == "TLS1.2":
            _expect_connection(self, terms)

    def expect_staple(self):
        """It leaves with what it thinks of it."""
        self.wait_for("^Received 1 Cert Status items")
        self.expect_end(0)

    def expect_revoked(self):
        self.wait_for("^Received 1 Cert Status items")
        self.expect_end(3)

    def expect_refused(self):
        self.wait_for("SEC_ERROR_UNKNOWN_ISSUER|SSL_ERROR_BAD_CERT_DOMAIN")

    def expect_external(self):
        pass  # it says nothing of a handshake without a certificate

    def expect_demanded(self, terms):
        self.wait_for("SSL_ERROR_RX_CERTIFICATE_REQUIRED_ALERT" if terms.version == "TLS1.3" else
                      "SSL_ERROR_HANDSHAKE_FAILURE_ALERT")

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
