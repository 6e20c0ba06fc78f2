"""Bun, on BoringSSL; from npm. BoringSSL's TLS 1.3 suites cannot be chosen."""

from peers import PKCS1, RESUMES12, TLS12, agent, node_tls

TITLE = "Bun"
SUITES = {name: name for name in (
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")}
GROUPS = {name: name for name in (
    "x25519", "secp256r1", "secp384r1", "secp521r1", "X25519MLKEM768")}
SCHEMES = {name: name for name in (
    "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "ecdsa_secp521r1_sha512",
    "rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512", "ed25519")}
SUITES12 = {f"TLS_{exchange}_WITH_{cipher}": None for exchange, cipher in (
    *((exchange, cipher) for exchange in ("ECDHE_ECDSA", "ECDHE_RSA") for cipher in (
        "AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256", "AES_128_CBC_SHA",
        "AES_256_CBC_SHA")),
    *(("RSA", cipher) for cipher in (
        "AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "AES_128_CBC_SHA", "AES_256_CBC_SHA")))}
SCHEMES12 = {**SCHEMES, **PKCS1, "rsa_pkcs1_sha1": "rsa_pkcs1_sha1"}
ABLE = {role: {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN",
                "long data", "wrong host", "KeyUpdate", "KeyUpdate on request"}
        for role in ("server", "client")}
for _role in ABLE:
    ABLE[_role] |= TLS12 | {"resumption", "client certificates"}
ABLE["client"] |= RESUMES12 | {"cookie"}
ABLE["server"] |= {"TLS1.2, ticket", "TLS1.2, our ticket"}
REFUSES = node_tls.NO_ALERTS
NOTES = [
    "As a client it looks at the certificate after the handshake, and when it does not like it, "
    "it closes the transport: neither an alert nor close_notify (6.1, 6.2).",
    "As a server of TLS 1.2 it resumes by ticket alone: it does not know a session id again "
    "(RFC 5246 7.3).",
]
PROGRAM = node_tls.installed("@oven", "bun-linux-x64", "bin", "bun")


def version():
    return node_tls.version(PROGRAM)


class Server(node_tls.Server):
    PROGRAM = PROGRAM
    TELLS_SUITES = False


class Client(node_tls.Client):
    PROGRAM = PROGRAM
    TELLS_SUITES = False


come_back = agent.come_back(Client)
