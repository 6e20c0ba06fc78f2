"""curl, on OpenSSL: a client alone, that speaks HTTP. It looks at the host name only after the
handshake, and then closes in good form."""

import subprocess

from peers import openssl
from process import Process

TITLE = "curl"
SUITES = openssl.SUITES
GROUPS = openssl.GROUPS
SCHEMES = openssl.SCHEMES
ABLE = {"client": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "long data", "page",
                   "KeyUpdate", "asked later", "asked later, empty"}}
ABLE["client"] |= {"cookie", "resumption", "client certificates"}
ABLE["client"] |= {"OCSP staple", "revoked, says its staple"}
REFUSES = {"unknown authority": "unknown_ca"}
NOTES = [
    "It looks at the host name after the handshake: a wrong one is no alert, but a close_notify "
    "(6.1).",
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
             "--tlsv1.3", "--tls13-ciphers", terms.suite, "--ciphers", "DEFAULT@SECLEVEL=0",
             "--curves", ":".join(GROUPS[name] for name in terms.groups), "--http1.1",
             "--output", "page", *([] if terms.alpn else ["--no-alpn"]),
             *_shown(terms), *(["--cert-status"] if terms.staple else []),
             *[f"https://{terms.host}:{port}/"] * (2 if terms.tickets else 1)], directory)

    @staticmethod
    def answer(text):
        return (f"HTTP/1.1 200 OK\\r\\nContent-Length: {len(text) + 1}\\r\\n"
                f"Connection: close\\r\\n\\r\\n{text}\\n")

    def expect_agreed(self, terms):
        self.wait_for(rf"SSL connection using TLSv1\.3 / {terms.suite}$")
        self.wait_for(r"SSL certificate verify ok\.$")
        if terms.staple:
            self.wait_for(r"SSL certificate status: good")
        if terms.alpn:
            self.wait_for(rf"ALPN: server accepted {terms.alpn}$")

    def expect_refused(self):
        self.wait_for("SSL certificate problem")

    def expect_revoked(self):
        self.wait_for(r"SSL certificate status: revoked|[Cc]ertificate revocation")

    def expect_demanded(self):
        self.wait_for("alert certificate required")

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


def _shown(terms):
    own = terms.own_certificate
    return ["--cert", f"{own}.pem", "--key", f"{own}.key"] if own else []


def come_back(directory, port, terms, answer):
    """One curl asks for two pages."""
    with Client(directory, port, terms) as client:
        client.expect_answer(answer)
        client.expect_text("SSL re-using session ID")
