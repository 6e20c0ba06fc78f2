"""GnuTLS's gnutls-serv and gnutls-cli."""

import re
import subprocess

from certificates import HOST
from peers import PKCS1, RESUMES12, SHA1, TLS12
from process import Process, listening_port
from terms import IDENTITY, KEY

TITLE = "GnuTLS"
SUITES = {
    "TLS_AES_128_GCM_SHA256": "+AES-128-GCM:+SHA256",
    "TLS_AES_256_GCM_SHA384": "+AES-256-GCM:+SHA384",
    "TLS_CHACHA20_POLY1305_SHA256": "+CHACHA20-POLY1305:+SHA256",
    "TLS_AES_128_CCM_SHA256": "+AES-128-CCM:+SHA256",
    "TLS_AES_128_CCM_8_SHA256": "+AES-128-CCM-8:+SHA256",
}
CIPHERS12 = {
    "AES_128_GCM_SHA256": "+AES-128-GCM",
    "AES_256_GCM_SHA384": "+AES-256-GCM",
    "CHACHA20_POLY1305_SHA256": "+CHACHA20-POLY1305",
    "AES_128_CCM": "+AES-128-CCM",
    "AES_128_CCM_8": "+AES-128-CCM-8",
    "AES_128_CBC_SHA": "+AES-128-CBC:+SHA1",
    "AES_256_CBC_SHA": "+AES-256-CBC:+SHA1",
    "AES_128_CBC_SHA256": "+AES-128-CBC:+SHA256",
    "AES_256_CBC_SHA256": "+AES-256-CBC:+SHA256",
    "AES_256_CBC_SHA384": "+AES-256-CBC:+SHA384",
}
SUITES12 = {f"TLS_{exchange}_WITH_{cipher}": f"{CIPHERS12[cipher]}:+{exchange.replace('_', '-')}"
            for exchange in ("ECDHE_ECDSA", "ECDHE_RSA", "DHE_RSA", "RSA") for cipher in CIPHERS12}
GROUPS = {"x25519": "X25519", "x448": "X448", "secp256r1": "SECP256R1", "secp384r1": "SECP384R1",
          "secp521r1": "SECP521R1", "ffdhe2048": "FFDHE2048", "ffdhe3072": "FFDHE3072",
          "ffdhe4096": "FFDHE4096"}
SCHEMES = {name: name for name in (
    "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512",
    "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512",
    "rsa_pss_pss_sha256", "rsa_pss_pss_sha384", "rsa_pss_pss_sha512", "ed25519", "ed448")}
ABLE = {"server": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "long data",
                   "wrong host", "KeyUpdate", "KeyUpdate on request", "asked later",
                   "asked later, refused"},
        "client": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "long data",
                   "KeyUpdate by the peer", "wrong host", "KeyUpdate", "KeyUpdate on request",
                   "asked later", "asked later, empty", "asked later, refused"}}
ABLE["server"] |= {"resumption", "0-RTT", "external key", "external psk_ke", "client certificates"}
ABLE["client"] |= ABLE["server"] | {"cookie"}
TAKES_COOKIE_ALONE = False  # see NOTES
DEMANDS = {"TLS1.3": "certificate_required", "TLS1.2": "decode_error"}
SCHEMES12 = {**SCHEMES, **PKCS1, **SHA1}
for _role in ABLE:
    ABLE[_role] |= TLS12 | {"unbound", "encrypt_then_mac"} | RESUMES12 | {"TLS1.2, OCSP staple"}
    ABLE[_role] |= {"OCSP staple", "revoked, says its staple"}
ABLE["server"] |= {"TLS1.2, our ticket"}
REFUSES = {"unknown authority": "bad_certificate", "wrong host": "bad_certificate"}
NOTES = [
    "gnutls-cli refuses the certificate of an unknown authority with bad_certificate, where "
    "others say unknown_ca (6.2).",
    "gnutls-cli wants a group in every HelloRetryRequest, though a cookie alone is a change, too "
    "(4.2.4).",
    "gnutls-serv does not skip the early data that a HelloRetryRequest refuses: it ends with "
    "bad_record_mac; and gnutls-cli then seals its second ClientHello under the early key (4.3.10).",
    "gnutls-cli sends key shares for two groups unless it is told to send one.",
    "gnutls-serv insists on a client certificate with decode_error in TLS 1.2, where others say "
    "handshake_failure (RFC 5246 7.4.6).",
]


def version():
    first = subprocess.run(["gnutls-cli", "--version"], capture_output=True, text=True,
                           check=True).stdout.splitlines()[0]
    return "GnuTLS " + re.search(r"[\d.]+$", first)[0]


def _suite(terms):
    return SUITES.get(terms.suite) or SUITES12[terms.suite]


def _priority(terms):
    finite = ("ffdhe2048",) if terms.exchange == "DHE_RSA" else ()
    groups = ":".join(f"+GROUP-{GROUPS[name]}" for name in terms.groups + finite)
    exchange = {"psk_ke": ":+PSK", "psk_dhe_ke": ":+ECDHE-PSK"}.get(terms.external, "")
    return (f"NONE:+VERS-{terms.version}:+CTYPE-X509:{_suite(terms)}:+AEAD:{groups}:+SIGN-ALL"
            f":+SIGN-EDDSA-ED448{_older(terms)}{exchange}:%PROFILE_LOW")


def _older(terms):
    if terms.version == "TLS1.3":
        return ""
    return ":+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1" + ("" if terms.bound else ":%NO_SESSION_HASH")


def _expect_description(process, terms):
    process.wait_for(rf"^- Description: \({re.escape(terms.version)}.*\)-\({_exchange(terms)}\)-"
                     rf"{_sealing(terms)}$")
    if terms.alpn:
        process.wait_for(rf"^- Application protocol: {terms.alpn}$")


def _exchange(terms):
    if terms.exchange == "RSA":
        return "RSA"
    group = GROUPS[terms.groups[-1]] if terms.agreed_groups else "(CUSTOM2048|FFDHE2048)"
    return f"(ECDHE|DHE)-{group}"


def _sealing(terms):
    """Behind the signature, if there is one: the cipher, and where it does not tell, the MAC."""
    cipher, second = _suite(terms).split(":")[:2]
    mac = rf"-\({second[1:]}\)" if cipher.endswith("CBC") else ""
    return rf"(\(.*\)-)?\({cipher[1:]}\){mac}"


def _own(directory, terms):
    if terms.external:
        (directory / "keys").write_text(f"{IDENTITY}:{KEY}\n")
        return ["--pskpasswd", "keys"]
    return ["--x509certfile", f"{terms.certificate}.pem", "--x509keyfile", f"{terms.certificate}.key"]


def _asking(terms):
    if not terms.clients:
        return ["--disable-client-cert"]
    return ["--x509cafile", terms.authority, "--verify-client-cert",
            *(["--require-client-cert"] if terms.clients == "require" else [])]


class Server(Process):
    """Echoes. It cannot be told at which address to listen, so it listens everywhere (only loopback
    is used), never says its port, and ends when it is killed."""

    def __init__(self, directory, terms):
        super().__init__(
            ["gnutls-serv", "--port", "0", "--echo", *_asking(terms), *_own(directory, terms),
             "--priority", _priority(terms), *(["--earlydata", "--debug", "5"] if terms.early else []),
             *(["--ocsp-response", terms.staple, "--ignore-ocsp-response-errors"]
               if terms.staple else []),
             *(["--noticket"] if terms.tickets == "session id" else []),
             *(["--alpn", terms.alpn] if terms.alpn else [])], directory)
        self.wait_for(r"listening on IPv4 .*done$")
        self.port = listening_port(self.child.pid)

    @staticmethod
    def reply_to(text):
        return text

    def expect_agreed(self, terms):
        _expect_description(self, terms)

    def expect_refused(self):
        self.wait_for("fatal alert has been received")

    def expect_reused(self, reused):
        if reused:
            self.wait_for("^\\*\\*\\* This is a resumed session$")
        elif "This is a resumed session" in self.text:
            self.fail("this was to be a new session")

    def expect_early(self, text, taken, _):
        """Only its debug messages tell."""
        if taken:
            self.wait_for(f"decrypted early data with length: {len(text)},")
        elif "decrypted early data" in self.text:
            self.fail("this was to be refused")

    def expect_external(self):
        self.wait_for(f"^- PSK authentication. Connected as '{IDENTITY}'$")

    def expect_client(self, _, pem):
        """It prints the certificate, not its name."""
        self.wait_for(re.escape(pem.strip()))
        self.wait_for("^- Client Signature: ")

    def expect_no_client(self):
        self.wait_for("Certificate is required|No certificate was found")


    @staticmethod
    def ask_later(client):
        client.type("**REAUTH**\n")
        return "Successfully executed command"

    def expect_known(self):
        self.wait_for(r"^\*\*\* Sending re-auth request$")


def _answers_later(terms):
    own = terms.own_certificate
    return ["--post-handshake-auth"] * bool(terms.later) + (
        ["--x509certfile", f"{own}.pem", "--x509keyfile", f"{own}.key"]
        if terms.later and own else [])


class Client(Process):
    request = "hello stepshake"

    def __init__(self, directory, port, terms):
        super().__init__(
            ["gnutls-cli", "--x509cafile", terms.authority, "--sni-hostname", HOST,
             "--verify-hostname", terms.host, "--priority", _priority(terms), "--inline-commands",
             "--single-key-share", "--port", port, *_answers_later(terms),
             *(["--save-ocsp", "seen.der"] if terms.staple else []),
             *(["--alpn", terms.alpn] if terms.alpn else []),
             *_from_before(directory, terms), *_shown(terms), "127.0.0.1"], directory)

    @staticmethod
    def answer(text):
        return text + "\\n"

    def expect_agreed(self, terms):
        self.wait_for(r"^- Status: The certificate is trusted\.")
        _expect_description(self, terms)

    def expect_refused(self):
        self.wait_for("Error in the certificate verification|certificate is NOT trusted|"
                      "Certificate verification failed")

    def expect_revoked(self):
        self.wait_for("certificate chain is revoked|has been revoked")

    def expect_refused_later(self):
        self.wait_for("Certificate is required")

    def expect_external(self):
        self.wait_for(f"^- PSK authentication. Connected as '{IDENTITY}'$")

    def expect_demanded(self, terms):
        self.wait_for(r"Received alert \[116\]|Certificate is required" if
                      terms.version == "TLS1.3" else r"Received alert \[40\]|Handshake failed")

    def update_keys(self):
        self.type("^rekey^\n")
        self.wait_for("^- Rekey has been completed|rekey was|Rekey")

    def say(self, text):
        self.type(text + "\n")

    def expect_answer(self, text):
        self.wait_for(text)

    def finish(self):
        self.end_input()
        self.expect_end(0)


def _from_before(directory, terms):
    external = ["--pskusername", IDENTITY, "--pskkey", KEY] if terms.external else []
    if terms.early:
        (directory / "early").write_text(terms.early)
        external += ["--earlydata", "early", "--debug", "5"]
    return [*external, *(["--resume", "--waitresumption"] if terms.tickets else [])]


def _shown(terms):
    own = terms.own_certificate
    return ["--x509certfile", f"{own}.pem", "--x509keyfile", f"{own}.key"] if own else []


def come_back(directory, port, terms, answer):
    """One gnutls-cli connects twice."""
    with Client(directory, port, terms) as client:
        client.wait_for("^- Connecting again- trying to resume previous session$")
        client.wait_for("^- (Resume )?Handshake was completed$")
        if terms.fate != "refused":
            client.wait_for(r"^\*\*\* This is a resumed session$")
        client.say("hello stepshake")
        client.expect_answer(answer)
        if terms.early and ("END OF EARLY DATA was queued" in client.text) != (terms.fate == "taken"):
            client.fail("the early data had another fate")
        client.finish()
