"""The real peers: how each is started with one suite, one group and one kind of certificate, and
how it says what was negotiated."""

from certificates import HOST
from process import Process, listening_port

SUITES = ["TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"]
GROUPS = ["x25519", "secp256r1"]

OPENSSL_GROUPS = {"x25519": "X25519", "secp256r1": "P-256", "secp384r1": "P-384"}
OPENSSL_SCHEMES = {
    "ecdsa_secp256r1_sha256": "ECDSA+SHA256",
    "rsa_pss_rsae_sha256": "rsa_pss_rsae_sha256",
    "rsa_pss_rsae_sha384": "rsa_pss_rsae_sha384",
    "rsa_pss_rsae_sha512": "rsa_pss_rsae_sha512",
    "ed25519": "ed25519",
}
GNUTLS_SUITES = {
    "TLS_AES_128_GCM_SHA256": "+AES-128-GCM:+SHA256:+AEAD",
    "TLS_AES_256_GCM_SHA384": "+AES-256-GCM:+SHA384:+AEAD",
    "TLS_CHACHA20_POLY1305_SHA256": "+CHACHA20-POLY1305:+SHA256:+AEAD",
}
GNUTLS_GROUPS = {"x25519": "X25519", "secp256r1": "SECP256R1"}


def gnutls_priority(suite, group):
    return (f"NONE:+VERS-TLS1.3:+CTYPE-X509:{GNUTLS_SUITES[suite]}:"
            f"+GROUP-{GNUTLS_GROUPS[group]}:+SIGN-ALL")


def expect_gnutls_description(process, suite, group):
    cipher = GNUTLS_SUITES[suite].split(":")[0][1:]
    process.wait_for(rf"^- Description: \(TLS1\.3.*\)-\(ECDHE-{GNUTLS_GROUPS[group]}\)-"
                     rf".*-\({cipher}\)$")


# --- servers: each is a Process with .port, and .reply_to (text) is what it answers ---

class OpensslServer(Process):
    """Reverses each line that it gets."""

    def __init__(self, directory, kind, suite, group, scheme=None, mode="-rev"):
        extra = ["-sigalgs", OPENSSL_SCHEMES[scheme]] if scheme else []
        super().__init__(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", f"{kind}.pem",
             "-cert_chain", f"{kind}.pem", "-key", f"{kind}.key", "-tls1_3",
             "-ciphersuites", suite, "-groups", OPENSSL_GROUPS[group], "-naccept", "1", mode,
             *extra], directory)
        self.port = int(self.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)$")[1])

    @staticmethod
    def reply_to(text):
        return text[::-1]

    def expect_negotiated(self, suite, group):
        self.wait_for(r"^Protocol version: TLSv1\.3$")
        self.wait_for(rf"^Ciphersuite: {suite}$")


class OpensslTalker(OpensslServer):
    """Shows what it gets and sends what is typed; a line K asks for new keys (KeyUpdate)."""

    def __init__(self, directory, kind, suite, group):
        super().__init__(directory, kind, suite, group, mode="-crlf")


class GnutlsServer(Process):
    """Echoes. It cannot be told at which address to listen, so it listens everywhere (only loopback
    is used), never says its port, and ends when it is killed."""

    def __init__(self, directory, kind, suite, group, scheme=None):
        super().__init__(
            ["gnutls-serv", "--port", "0", "--echo", "--disable-client-cert",
             "--x509certfile", f"{kind}.pem", "--x509keyfile", f"{kind}.key",
             "--priority", gnutls_priority(suite, group)], directory)
        self.wait_for(r"listening on IPv4 .*done$")
        self.port = listening_port(self.child.pid)

    @staticmethod
    def reply_to(text):
        return text

    def expect_negotiated(self, suite, group):
        expect_gnutls_description(self, suite, group)


# --- clients: .request is what they say, answer (text) what our server must be told to reply so
# that they show TEXT ---

class Client(Process):
    request = "hello stepshake"

    @staticmethod
    def answer(text):
        return text + "\\n"

    def say(self, text):
        self.type(text + "\n")

    def expect_answer(self, text):
        self.wait_for(text)

    def finish(self):
        self.end_input()
        self.expect_end(0)


class OpensslClient(Client):
    def __init__(self, directory, port, suite, group, authority="authority.pem", host=HOST):
        groups = ":".join(OPENSSL_GROUPS[name] for name in group.split(":"))
        super().__init__(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", HOST,
             "-CAfile", authority, "-verify_return_error", "-verify_hostname", host, "-tls1_3",
             "-ciphersuites", suite, "-groups", groups, "-brief"], directory)

    def expect_negotiated(self, suite, group):
        self.wait_for(r"^Protocol version: TLSv1\.3$")
        self.wait_for(rf"^Ciphersuite: {suite}$")
        self.wait_for(r"^Verification: OK$")
        self.wait_for(rf"^Verified peername: {HOST}$")
        shown = {"x25519": "X25519", "secp256r1": "ECDH, prime256v1"}[group]
        self.wait_for(rf"^Server Temp Key: {shown}")


class GnutlsClient(Client):
    def __init__(self, directory, port, suite, group, authority="authority.pem", host=HOST):
        super().__init__(
            ["gnutls-cli", "--x509cafile", authority, "--sni-hostname", HOST,
             "--verify-hostname", host, "--priority", gnutls_priority(suite, group),
             "--port", port, "127.0.0.1"], directory)

    def expect_negotiated(self, suite, group):
        self.wait_for(r"^- Status: The certificate is trusted\.")
        expect_gnutls_description(self, suite, group)


class Curl(Client):
    request = "GET / HTTP/1.1"

    def __init__(self, directory, port, suite, group, authority="authority.pem", host=HOST):
        super().__init__(
            ["curl", "--disable", "--silent", "--show-error", "--verbose", "--noproxy", "*",
             "--cacert", authority, "--resolve", f"{host}:{port}:127.0.0.1", "--tlsv1.3",
             "--tls13-ciphers", suite, "--curves", OPENSSL_GROUPS[group], "--http1.1",
             "--output", "page", f"https://{host}:{port}/"], directory)
        self.page = directory / "page"

    @staticmethod
    def answer(text):
        return (f"HTTP/1.1 200 OK\\r\\nContent-Length: {len(text) + 1}\\r\\n"
                f"Connection: close\\r\\n\\r\\n{text}\\n")

    def expect_negotiated(self, suite, group):
        self.wait_for(rf"SSL connection using TLSv1\.3 / {suite}$")
        self.wait_for(r"SSL certificate verify ok\.$")

    def say(self, text):
        pass  # the request goes out by itself

    def expect_answer(self, text):
        self.expect_end(0)
        if self.page.read_text() != text + "\n":
            self.fail("the page is another one")

    def finish(self):
        pass
