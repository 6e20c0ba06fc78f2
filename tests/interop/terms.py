"""What a peer is asked for in one handshake, in IANA's names; each peer's module translates it."""

from dataclasses import dataclass, replace

from certificates import HOST


@dataclass(frozen=True)
class Terms:
    suite: str = "TLS_AES_128_GCM_SHA256"
    groups: tuple = ("x25519",)  # best first; a client sends a share for the first alone
    certificate: str = "ecdsa"  # of a server: KIND.pem (a chain) and KIND.key
    authority: str = "authority.pem"  # whom it trusts
    host: str = HOST  # of a client: the name that the certificate must hold
    alpn: str = None  # the one protocol offered, or spoken
    clients: str = None  # of a server: "request" or "require" a certificate
    own_certificate: str = None  # of a client: the same as certificate
    later: str = None  # the client is asked behind the handshake, and answers "shown" or "empty"
    update: str = None  # "peer": the peer will ask for new keys

    def but(self, **changes):
        return replace(self, **changes)
