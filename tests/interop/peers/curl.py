"""curl, on OpenSSL: a client alone, that speaks HTTP. It looks at the host name only after the
handshake, and then closes in good form."""

import re
import subprocess

from peers import openssl
from process import Process

TITLE = "curl"
SUITES = openssl.SUITES
GROUPS = openssl.GROUPS
SCHEMES = openssl.SCHEMES
SUITES12 = openssl.SUITES12
SCHEMES12 = openssl.SCHEMES12
ABLE = {"client": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "long data", "page",
                   "KeyUpdate", "asked later", "asked later, empty"}}
ABLE["client"] |= {"cookie", "resumption", "client certificates"}
ABLE["client"] |= {"OCSP staple", "revoked, says its staple"}
ABLE["client"] |= openssl.OLDER | {"TLS1.2, session id", "TLS1.2, OCSP staple"}
REFUSES = {"unknown authority": "unknown_ca"}
NOTES = [
    "It looks at the host name after the handshake: a wrong one is no alert, but a close_notify "
    "(6.1).",
    "It asks for no tickets of TLS 1.2 (RFC 5077 3.2).",
]


def version():
    return subprocess.run(["curl", "--version"], capture_output=True, text=True,
                          check=True).stdout.splitlines()[0]


class Client(Process):
    request = "GET / HTTP/1.1"

    def __init__(self, directory, port, terms):
        self.page = directory / "page"
        self.page.unlink(missing_ok=True)
        super().__init__(
            ["curl", "--disable", "--silent", "--show-error", "--verbose", "--noproxy", "*",
             "--cacert", terms.authority, "--resolve", f"{terms.host}:{port}:127.0.0.1",
             *_version(terms),
             "--curves", ":".join(GROUPS[name] for name in terms.groups), "--http1.1",
             "--output", "page", *([] if terms.alpn else ["--no-alpn"]),
             *_shown(terms), *(["--cert-status"] if terms.staple else []),
             *[f"https://{terms.host}:{port}/"] * (2 if terms.tickets else 1)],
            directory, openssl.environment(directory, terms))

    @staticmethod
    def answer(text):
        return (f"HTTP/1.1 200 OK\\r\\nContent-Length: {len(text) + 1}\\r\\n"
                f"Connection: close\\r\\n\\r\\n{text}\\n")

    def expect_agreed(self, terms):
        version = re.escape(terms.version.replace("TLS", "TLSv"))
        self.wait_for(rf"SSL connection using {version} / {openssl.suite(terms)}$")
        self.wait_for(r"SSL certificate verify ok\.$")
        if terms.staple:
            self.wait_for(r"SSL certificate status: good")
        if terms.alpn:
            self.wait_for(rf"ALPN: server accepted {terms.alpn}$")

    def expect_refused(self):
        self.wait_for("SSL certificate problem")

    def expect_revoked(self):
        self.wait_for(r"SSL certificate status: revoked|[Cc]ertificate revocation")

    def expect_demanded(self, terms):
        self.wait_for(openssl.demand(terms))

    def say(self, text):
        pass  # the request goes out by itself

    def expect_answer(self, text):
        self.expect_end(0)
        if self.page.read_text() != text + "\n":
            self.fail("the page is another one")

    def expect_page(self, text):
        self.expect_end(0)
        if text not in self.page.read_text():
            self.fail(f"the page lacks “{text}”")

    def finish(self):
        pass


def _version(terms):
    if terms.version == "TLS1.2":
        return ["--tlsv1.2", "--tls-max", "1.2", "--ciphers", f"{openssl.suite(terms)}:@SECLEVEL=0"]
    return ["--tlsv1.3", "--tls13-ciphers", terms.suite, "--ciphers", "DEFAULT@SECLEVEL=0"]


def _shown(terms):
    own = terms.own_certificate
    return ["--cert", f"{own}.pem", "--key", f"{own}.key"] if own else []


def come_back(directory, port, terms, answer):
    """One curl asks for two pages."""
    with Client(directory, port, terms) as client:
        client.expect_answer(answer)
        client.expect_text("SSL re-using session ID")
