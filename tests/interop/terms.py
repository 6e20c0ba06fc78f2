"""What a peer is asked for in one handshake, in IANA's names; each peer's module translates it."""

from dataclasses import dataclass, replace

from certificates import HOST


IDENTITY = "interop"  # the name of the external key, and the key in hex
KEY = "00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Terms:
    version: str = "TLS1.3"
    suite: str = "TLS_AES_128_GCM_SHA256"
    groups: tuple = ("x25519",)  # best first; a client sends a share for the first alone
    certificate: str = "ecdsa"  # of a server: KIND.pem (a chain) and KIND.key
    authority: str = "authority.pem"  # whom it trusts
    host: str = HOST  # of a client: the name that the certificate must hold
    alpn: str = None  # the one protocol offered, or spoken
    clients: str = None  # of a server: "request" or "require" a certificate
    own_certificate: str = None  # of a client: the same as certificate
    later: str = None  # the client is asked behind the handshake, and answers "shown" or "empty"
    tickets: str = None  # the server gives some, the client keeps them; the psk mode, in TLS 1.2
    # "ticket" or "session id"
    again: bool = False  # of a client: it comes back with the ticket it got
    early: str = None  # 0-RTT: what the client sends early once it has a ticket
    fate: str = "taken"  # of the early data; or "refused", "retried" (by a HelloRetryRequest)
    external: str = None  # a key agreed on beforehand: the psk mode
    cookie: bool = False  # the server sends every new client back with a cookie
    staple: str = None  # of a server: an OCSP response in DER; of a client: it insists on a good one
    logs: str = None  # of a client: it insists on a receipt of one of these
    settings: tuple = ()  # of our own side: GROUP.KEY=VALUE
    update: str = None  # "peer": the peer will ask for new keys
    bound: bool = True  # in TLS 1.2: the peer's side has extended_main_secret

    def but(self, **changes):
        return replace(self, **changes)

    @property
    def exchange(self):
        """The key exchange that a suite of TLS 1.2 names: "ECDHE_ECDSA", "RSA" …; else None."""
        return self.suite.removeprefix("TLS_").split("_WITH_")[0] if "_WITH_" in self.suite else None

    @property
    def agreed_groups(self):
        """What is said of the group: DHE has numbers of the server's choice, static RSA none."""
        return self.groups if self.exchange is None or "ECDHE" in self.exchange else ()
