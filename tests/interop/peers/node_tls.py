"""Node's tls, which Bun has, too: agent.js on one of them. Their clients look at the certificate
after the handshake, and leave without a word."""

import os
import pathlib

from peers import agent, openssl

SCRIPT = pathlib.Path(__file__).with_name("agent.js")
NO_ALERTS = {"unknown authority": None, "wrong host": None}
# What OpenSSL and BoringSSL call them; the others have IANA's names.
NAMES = {"x25519": "X25519", "x448": "X448", "secp256r1": "P-256", "secp384r1": "P-384",
         "secp521r1": "P-521"}


def installed(*path):
    """A program that npm has installed."""
    return pathlib.Path(os.environ.get("INTEROP_NPM", "npm"), "node_modules", *path)


def _words(terms, tells_suites):
    words = {"groups": ":".join(NAMES.get(name, name) for name in terms.groups)}
    if tells_suites and terms.version == "TLS1.2":
        words["suites"] = f"{openssl.suite(terms)}:@SECLEVEL=0"
        words["unbound"] = None if terms.bound else "yes"
    elif tells_suites:
        words["suites"] = f"{terms.suite}:DEFAULT:@SECLEVEL=0"
    return words


class Server(agent.Server):
    PROGRAM = None  # of the peer
    TELLS_SUITES = True

    def __init__(self, directory, terms):
        super().__init__([self.PROGRAM, SCRIPT], directory, terms,
                         remember="yes" if terms.tickets == "session id" else None,
                         **_words(terms, self.TELLS_SUITES))


class Client(agent.Client):
    PROGRAM = None
    TELLS_SUITES = True

    def expect_agreed(self, terms):
        if terms.staple:
            self.wait_for("^staple 30[0-9a-f]{400,}$")
        super().expect_agreed(terms)

    def __init__(self, directory, port, terms):
        super().__init__([self.PROGRAM, SCRIPT], directory, port, terms,
                         **_words(terms, self.TELLS_SUITES))


def version(program):
    return agent.agent([program, SCRIPT], None).version
