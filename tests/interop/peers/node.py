"""Node as the distribution has it, on the distribution's OpenSSL."""

from peers import RESUMES12, agent, node_tls, openssl

TITLE = "Node"
SUITES = openssl.SUITES
GROUPS = openssl.GROUPS
SCHEMES = openssl.SCHEMES
SUITES12 = openssl.SUITES12
SCHEMES12 = openssl.SCHEMES12
ABLE = {role: {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN",
                "long data", "wrong host", "KeyUpdate", "KeyUpdate on request"}
        for role in ("server", "client")}
for _role in ABLE:
    ABLE[_role] |= {"resumption", "client certificates"}
    ABLE[_role] |= openssl.OLDER
    ABLE[_role] |= {"OCSP staple"}  # its client hands it on, and does not look at it
ABLE["server"] |= RESUMES12 | {"TLS1.2, our ticket"}
ABLE["client"] |= RESUMES12 | {"cookie"}
REFUSES = node_tls.NO_ALERTS
NOTES = [
    "As a client it looks at the certificate after the handshake, and when it does not like it, "
    "it closes the transport: neither an alert nor close_notify (6.1, 6.2).",
]
PROGRAM = "node"


def version():
    return node_tls.version(PROGRAM)


class Server(node_tls.Server):
    PROGRAM = PROGRAM


class Client(node_tls.Client):
    PROGRAM = PROGRAM


come_back = agent.come_back(Client)
