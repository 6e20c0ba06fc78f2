"""OpenSSL's s_server and s_client."""

import os
import re
import subprocess

from certificates import HOST
from peers import PKCS1, RESUMES12, SHA1, TLS12
from process import Process
from terms import IDENTITY, KEY

TITLE = "OpenSSL"
SUITES = {name: name for name in (
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_AES_128_CCM_SHA256", "TLS_AES_128_CCM_8_SHA256")}
EXCHANGES = {"ECDHE_ECDSA": "ECDHE-ECDSA-", "ECDHE_RSA": "ECDHE-RSA-", "DHE_RSA": "DHE-RSA-",
             "RSA": ""}
CIPHERS12 = {
    "AES_128_GCM_SHA256": "AES128-GCM-SHA256",
    "AES_256_GCM_SHA384": "AES256-GCM-SHA384",
    "CHACHA20_POLY1305_SHA256": "CHACHA20-POLY1305",
    "AES_128_CCM": "AES128-CCM",
    "AES_128_CCM_8": "AES128-CCM8",
    "AES_128_CBC_SHA": "AES128-SHA",
    "AES_256_CBC_SHA": "AES256-SHA",
    "AES_128_CBC_SHA256": "AES128-SHA256",
    "AES_256_CBC_SHA256": "AES256-SHA256",
    "AES_256_CBC_SHA384": "AES256-SHA384",
}
SUITES12 = {f"TLS_{exchange}_WITH_{cipher}": EXCHANGES[exchange] + CIPHERS12[cipher]
            for exchange in EXCHANGES for cipher in CIPHERS12}
GROUPS = {"x25519": "X25519", "x448": "X448", "secp256r1": "P-256", "secp384r1": "P-384",
          "secp521r1": "P-521", "ffdhe2048": "ffdhe2048", "ffdhe3072": "ffdhe3072",
          "ffdhe4096": "ffdhe4096"}
SCHEMES = {name: name for name in (
    "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512",
    "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512",
    "rsa_pss_pss_sha256", "rsa_pss_pss_sha384", "rsa_pss_pss_sha512", "ed25519", "ed448")}
SCHEMES12 = {**SCHEMES, **PKCS1, **SHA1}
OLDER = TLS12 | {"unbound", "encrypt_then_mac"}
ABLE = {role: {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "long data", "KeyUpdate by the peer",
               "wrong host", "KeyUpdate", "KeyUpdate on request", "asked later", "asked later, empty"}
        for role in ("server", "client")}
ABLE["client"] |= {"asked later, refused"}
for _role in ABLE:
    ABLE[_role] |= OLDER | RESUMES12 | {"TLS1.2, OCSP staple"}
    ABLE[_role] |= {"cookie", "resumption", "psk_ke", "0-RTT", "0-RTT retried", "external key",
                    "external psk_ke", "client certificates"}
ABLE["server"] |= {"TLS1.2, our ticket", "OCSP staple", "revoked, says its staple"}
ABLE["client"] |= {"OCSP staple", "signed certificate timestamps"}
REFUSES = {"unknown authority": "unknown_ca", "wrong host": "bad_certificate"}
TEMPORARY_KEYS = {"x25519": "X25519", "x448": "X448", "secp256r1": "ECDH, prime256v1",
                  "secp384r1": "ECDH, secp384r1", "secp521r1": "ECDH, secp521r1"}


def _temporary_key(terms):
    return TEMPORARY_KEYS.get(terms.groups[-1], "DH") if terms.agreed_groups else "DH"


def version():
    return subprocess.run(["openssl", "version"], capture_output=True, text=True,
                          check=True).stdout.strip()


def suite(terms):
    """As it calls it."""
    return SUITES12.get(terms.suite, terms.suite)


def _version(terms):
    # Security level 0 because CCM_8's short tag is below level 1.
    if terms.version == "TLS1.2":
        return ["-tls1_2", "-cipher", f"{suite(terms)}:@SECLEVEL=0"]
    return ["-tls1_3", "-ciphersuites", terms.suite, "-cipher", "DEFAULT@SECLEVEL=0"]


def _common(terms):
    return [*_version(terms), "-groups",
            ":".join(GROUPS[name] for name in terms.groups),
            *(["-alpn", terms.alpn] if terms.alpn else []),
            *(["-allow_no_dhe_kex"] if "psk_ke" in (terms.tickets, terms.external) else []),
            *(["-psk", KEY, "-psk_identity", IDENTITY] if terms.external else [])]


UNBOUND = """openssl_conf = program
[program]
ssl_conf = all
[all]
system_default = own
[own]
Options = -ExtendedMasterSecret
"""


def demand(terms):
    """What a client says when a server insists on a certificate."""
    return "alert certificate required" if terms.version == "TLS1.3" else "alert handshake failure"


def environment(directory, terms):
    """There is no other way to tell it."""
    if terms.bound:
        return None
    (directory / "unbound.cnf").write_text(UNBOUND)
    return {**os.environ, "OPENSSL_CONF": str(directory / "unbound.cnf")}


def _own(certificate):
    return ["-cert", f"{certificate}.pem", "-cert_chain", f"{certificate}.pem", "-key",
            f"{certificate}.key"]


def _asking(terms):
    if not terms.clients:
        return []
    return ["-verify_return_error",
            "-Verify" if terms.clients == "require" else "-verify", "1"]


class Server(Process):
    """Reverses each line that it gets; as a talker it shows it, and a line typed is sent: only so
    does it say what it thinks of keys from before."""

    def __init__(self, directory, terms):
        self.talks = bool(terms.update == "peer" or terms.later or terms.tickets or terms.external or
                          terms.cookie)
        super().__init__(
            ["openssl", "s_server", "-accept", "127.0.0.1:0", "-CAfile", terms.authority,
             *(["-nocert"] if terms.external else _own(terms.certificate)),
             "-naccept", "2" if terms.tickets else "1", "-crlf" if self.talks else "-rev",
             *(["-status_file", terms.staple] if terms.staple else []),
             *(["-early_data"] if terms.early else []), *(["-stateless"] if terms.cookie else []),
             *(["-no_ticket"] if terms.tickets == "session id" else []),
             *_asking(terms), *_common(terms)], directory, environment(directory, terms))
        self.port = int(self.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)$")[1])

    @staticmethod
    def reply_to(text):
        return text[::-1]

    def answer(self, text):
        """By hand, of a talker."""
        self.wait_for(text)
        self.type(f"{text[::-1]}\n")

    def expect_reused(self, reused):
        if reused:
            self.wait_for("^Reused session-id$")
        elif "Reused session-id" in self.text:
            self.fail("this was to be a new session")

    def expect_early(self, text, taken, _):
        self.wait_for("^Early data received:$" if taken else "^Early data was rejected$")
        if taken:
            self.wait_for(text)

    def expect_external(self):
        self.wait_for("^Reused session-id$")  # what it says of any key from before

    def expect_client(self, name, _):
        self.wait_for(rf"^Peer certificate: CN = {name}$")
        self.wait_for("^Verification: OK$")

    def expect_no_client(self):
        self.wait_for("peer did not return a certificate")

    def expect_agreed(self, terms):
        if self.talks:
            self.wait_for(f"^CIPHER is {suite(terms)}$")
        else:
            self.wait_for(f"^Protocol version: {re.escape(terms.version.replace('TLS', 'TLSv'))}$")
            self.wait_for(rf"^Ciphersuite: {suite(terms)}$")
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
             *_answers_later(terms),
             *(_own(terms.own_certificate) if terms.own_certificate and not terms.later else []),
             *(_from_before(directory, terms) if terms.tickets else
               [] if terms.external else _asked_for(terms)), *_common(terms)], directory,
            environment(directory, terms))

    @staticmethod
    def answer(text):
        return text + "\\n"

    def expect_agreed(self, terms):
        if terms.staple or terms.logs:
            _expect_beside(self, terms)
            return
        self.wait_for(f"^Protocol version: {re.escape(terms.version.replace('TLS', 'TLSv'))}$")
        self.wait_for(rf"^Ciphersuite: {suite(terms)}$")
        self.wait_for(r"^Verification: OK$")
        self.wait_for(rf"^Verified peername: {HOST}$")
        if terms.exchange != "RSA":
            self.wait_for(rf"^Server Temp Key: {_temporary_key(terms)}")

    def expect_refused(self):
        self.wait_for("certificate verify failed|certificate verify error|hostname mismatch")

    def expect_refused_later(self):
        self.wait_for("alert certificate required")

    def expect_reused(self, reused):
        self.wait_for(f"^{'Reused' if reused else 'New'}, TLSv1\\.[23], Cipher is ")

    def expect_external(self):
        self.expect_reused(True)  # what it says of any key from before

    def expect_demanded(self, terms):
        self.wait_for(demand(terms))

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


def _from_before(directory, terms):
    (directory / "early").write_text(terms.early or "")
    return ["-sess_out", "session.pem", *(["-sess_in", "session.pem"] if terms.again else []),
            *(["-early_data", "early"] if terms.early and terms.again else [])]


def come_back(directory, port, terms, answer):
    """Gets a ticket from our server, and returns with it."""
    for again in (False, True):
        with Client(directory, port, terms.but(again=again)) as client:
            client.expect_reused(again and terms.fate != "refused")
            client.say("hello stepshake")
            client.expect_answer(answer)
            if again and terms.early:
                taken = "accepted" if terms.fate == "taken" else "rejected"
                client.wait_for(f"^Early data was {taken}$")
            client.finish()


def _asked_for(terms):
    """When it is brief, it does not say what came beside the certificate."""
    if terms.staple:
        return ["-status"]
    return ["-ct", "-ctlogfile", terms.logs] if terms.logs else ["-brief"]


def _expect_beside(client, terms):
    if terms.staple:
        client.wait_for("OCSP Response Status: successful")
        client.wait_for("Cert Status: good")
    if terms.logs:
        client.wait_for("^SCT validation status: valid$")
    client.wait_for(rf"^New, TLSv1\.{terms.version[-1]}, Cipher is {suite(terms)}$")
    client.wait_for("^Verification: OK$")
