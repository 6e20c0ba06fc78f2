"""Java's JSSE: Agent.java. Its groups are a property of the whole program, so there is one for each
choice of them."""

import pathlib
import subprocess
import tempfile

from peers import PKCS1, RESUMES12, SHA1, TLS12, agent
from terms import Terms

TITLE = "Java"
SUITES = {name: name for name in (
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")}
GROUPS = {name: name for name in (
    "x25519", "x448", "secp256r1", "secp384r1", "secp521r1", "ffdhe2048", "ffdhe3072", "ffdhe4096")}
SCHEMES = {name: name for name in (
    "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512",
    "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512",
    "rsa_pss_pss_sha256", "rsa_pss_pss_sha384", "rsa_pss_pss_sha512", "ed25519", "ed448")}
SUITES12 = {f"TLS_{exchange}_WITH_{cipher}": None
            for exchange in ("ECDHE_ECDSA", "ECDHE_RSA", "DHE_RSA", "RSA")
            for cipher in ("AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256",
                           "AES_128_CBC_SHA", "AES_256_CBC_SHA", "AES_128_CBC_SHA256",
                           "AES_256_CBC_SHA384" if "ECDHE" in exchange else "AES_256_CBC_SHA256")
            if (exchange, cipher) != ("RSA", "CHACHA20_POLY1305_SHA256")}
SCHEMES12 = {**SCHEMES, **PKCS1, **SHA1}
ABLE = {"server": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN",
                "long data", "wrong host", "KeyUpdate", "KeyUpdate on request"},
        "client": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN",
                "long data", "wrong host", "KeyUpdate", "KeyUpdate on request",
                   "KeyUpdate by the peer"}}
for _role in ABLE:
    ABLE[_role] |= TLS12 | {"unbound", "cookie", "resumption", "client certificates"}
ABLE["server"] |= RESUMES12 | {"TLS1.2, our ticket"}
ABLE["client"] |= RESUMES12 | {"OCSP staple", "revoked, says its staple"}
ASKS_WITH_COOKIE_ALONE = False
REFUSES = {"unknown authority": "certificate_unknown", "wrong host": "certificate_unknown"}
NOTES = [
    "As a server it asks for a cookie in every HelloRetryRequest (4.3.2).",
    "As a client it refuses an unknown authority and a wrong host alike with certificate_unknown "
    "(6.2).",
]
SOURCE = pathlib.Path(__file__).with_name("Agent.java")
compiled = None


def _command(terms):
    global compiled
    if compiled is None:
        compiled = tempfile.TemporaryDirectory()
        subprocess.run(["javac", "-d", compiled.name, SOURCE], check=True, capture_output=True)
    return ["java", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto",
            f"-Djdk.tls.namedGroups={','.join(terms.groups)}",
            *(["-Djdk.tls.server.enableSessionTicketExtension=false"]
              if terms.tickets == "session id" else []),
            *([] if terms.bound else ["-Djdk.tls.useExtendedMasterSecret=false"]),
            "-cp", compiled.name, "Agent"]


def version():
    return agent.agent(_command(Terms()), None).version


class Server(agent.Server):
    def __init__(self, directory, terms):
        super().__init__(_command(terms), directory, terms, suites=terms.suite)


class Client(agent.Client):
    def __init__(self, directory, port, terms):
        super().__init__(_command(terms), directory, port, terms, suites=terms.suite)

    def update_keys(self):
        self.agent.tell("rekey")


come_back = agent.come_back(Client)
