"""OpenSSL's s_server and s_client."""

import subprocess

from certificates import HOST
from process import Process

TITLE = "OpenSSL"
SUITES = {name: name for name in (
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256")}
GROUPS = {"x25519": "X25519", "x448": "X448", "secp256r1": "P-256", "secp384r1": "P-384",
          "secp521r1": "P-521", "ffdhe2048": "ffdhe2048", "ffdhe3072": "ffdhe3072",
          "ffdhe4096": "ffdhe4096"}
SCHEMES = {name: name for name in (
    "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512",
    "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512",
    "rsa_pss_pss_sha256", "rsa_pss_pss_sha384", "rsa_pss_pss_sha512", "ed25519", "ed448")}
ABLE = {role: {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "long data", "KeyUpdate by the peer",
               "wrong host", "KeyUpdate", "KeyUpdate on request", "asked later", "asked later, empty"}
        for role in ("server", "client")}
ABLE["client"] |= {"asked later, refused"}
REFUSES = {"unknown authority": "unknown_ca", "wrong host": "bad_certificate"}
TEMPORARY_KEYS = {"x25519": "X25519", "x448": "X448", "secp256r1": "ECDH, prime256v1",
                  "secp384r1": "ECDH, secp384r1", "secp521r1": "ECDH, secp521r1"}


def version():
    return subprocess.run(["openssl", "version"], capture_output=True, text=True,
                          check=True).stdout.strip()


def _common(terms):
    # Security level 0 because CCM_8's short tag is below level 1.
    return ["-tls1_3", "-ciphersuites", terms.suite, "-cipher", "DEFAULT@SECLEVEL=0", "-groups",
            ":".join(GROUPS[name] for name in terms.groups),
            *(["-alpn", terms.alpn] if terms.alpn else [])]


class Server(Process):
    """Reverses each line that it gets; as a talker shows it, and a line typed is sent."""

    def __init__(self, directory, terms):
        self.talks = terms.update == "peer" or terms.later is not None
        super().__init__(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", f"{terms.certificate}.pem",
             "-cert_chain", f"{terms.certificate}.pem", "-key", f"{terms.certificate}.key",
             "-naccept", "1", "-CAfile", terms.authority, "-crlf" if self.talks else "-rev", *_common(terms)], directory)
        self.port = int(self.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)$")[1])

    @staticmethod
    def reply_to(text):
        return text[::-1]

    def expect_agreed(self, terms):
        if not self.talks:
            self.wait_for(r"^Protocol version: TLSv1\.3$")
            self.wait_for(rf"^Ciphersuite: {terms.suite}$")
        if terms.alpn:
            self.wait_for(rf"ALPN protocols selected: {terms.alpn}$")

    def expect_refused(self):
        self.wait_for(r"alert (unknown ca|bad certificate)")

    def update_keys(self):
        """Asks for new keys and waits until they are there."""
        self.type("K\n")
        self.wait_for("^SSL_do_handshake -> 1$")


    def ask_later(self, client):
        """Gives what it says to a client that has answered."""
        client.type("hello peer\n")
        self.wait_for("hello peer")
        self.type("c\n")
        self.wait_for("^SSL_do_handshake -> 1$")
        self.type("to one I know\n")
        return "to one I know"

    def expect_known(self):
        self.wait_for(rf"^depth=0 CN = {HOST}\nverify return:1$")


def _answers_later(terms):
    own = terms.own_certificate
    return ["-enable_pha"] * bool(terms.later) + (
        ["-cert", f"{own}.pem", "-key", f"{own}.key"] if terms.later and own else [])


class Client(Process):
    request = "hello stepshake"

    def __init__(self, directory, port, terms):
        super().__init__(
            ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-servername", HOST,
             "-CAfile", terms.authority, "-verify_return_error", "-verify_hostname", terms.host,
             "-brief", *_answers_later(terms), *_common(terms)], directory)

    @staticmethod
    def answer(text):
        return text + "\\n"

    def expect_agreed(self, terms):
        self.wait_for(r"^Protocol version: TLSv1\.3$")
        self.wait_for(rf"^Ciphersuite: {terms.suite}$")
        self.wait_for(r"^Verification: OK$")
        self.wait_for(rf"^Verified peername: {HOST}$")
        self.wait_for(rf"^Server Temp Key: {TEMPORARY_KEYS.get(terms.groups[-1], 'DH')}")

    def expect_refused(self):
        self.wait_for("certificate verify failed|certificate verify error|hostname mismatch")

    def expect_refused_later(self):
        self.wait_for("alert certificate required")

    def update_keys(self):
        self.type("K\n")
        self.wait_for("^KEYUPDATE$")

    def say(self, text):
        self.type(text + "\n")

    def expect_answer(self, text):
        self.wait_for(text)

    def finish(self):
        self.end_input()
        self.expect_end(0)
