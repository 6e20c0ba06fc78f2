"""Rows about TLS 1.2. Each signature is tried in each key exchange that it is for, with each kind of
cipher."""

import functools
import json
import os
import re

import clients
import rows
import stepshake
from certificates import AUTHORITY_SCHEME, KEY_OF_SCHEME
from process import Failure
from terms import Terms

TLS12 = "TLS1.2"
# In TLS 1.2 supported_groups holds for the certificate's curve, too (RFC 8422 5.3).
TERMS = Terms(version=TLS12, suite="TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
              groups=("secp256r1",))
CURVES = {"ecdsa-p384": "secp384r1", "ecdsa-p521": "secp521r1"}  # of keys; secp256r1 of others
OLD_SCHEMES = {**{f"rsa_pkcs1_{digest}": "rsa" for digest in ("sha256", "sha384", "sha512", "sha1")},
               "ecdsa_sha1": "ecdsa"}
KEYS = {**KEY_OF_SCHEME, **OLD_SCHEMES}
# Of the MACs there are in CBC suites, one with each.
CBC = {"HMAC-SHA1": "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
       "HMAC-SHA256": "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256",
       "HMAC-SHA384": "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"}
# Each cipher with one signature, each signature with one cipher: the same code runs many times more
# slowly under sanitizers.
FEW = os.environ.get("TEST_FEW") == "1"


def _ours(stage):
    return "client" if stage.role == "server" else "server"


def _terms(suite, **changes):
    return TERMS.but(suite=suite, certificate="rsa" if "_RSA_" in suite else "ecdsa", **changes)


def out_of_both(stage):
    """Our side speaks TLS 1.3 as well."""
    rows.agree(stage, TERMS.but(settings=(f"{_ours(stage)}.versions=TLS1.3 {TLS12}",)),
               peer_terms=TERMS)


# --- What binds the keys, and what comes first, MAC or encryption ---

def _expect_label(label):
    return lambda ours, _: ours.expect_trace(f'"{label}"')


def bound(stage):
    rows.agree(stage, TERMS, look=_expect_label("extended master secret"))


def not_bound_by_us(stage):
    rows.agree(stage, TERMS.but(settings=(f"{_ours(stage)}.extended-main-secret=no",)),
               look=_expect_label("master secret"))


def not_bound_by_peer(stage):
    rows.agree(stage, TERMS, peer_terms=TERMS.but(bound=False),
               look=_expect_label("master secret"))


def _expect_order(agreed):
    """Whether ServerHello agrees to encrypt_then_mac."""
    def look(ours, _):
        hello = next(message for trace in ours.traces() for message in trace["messages"]
                     if message["name"] == "ServerHello")
        if ("ServerHello.encrypt_then_mac" in json.dumps(hello)) != agreed:
            ours.fail(f"encrypt_then_mac was {'not ' * agreed}agreed on")
    return look


def encrypt_then_mac(stage, suite):
    rows.agree(stage, _terms(suite), look=_expect_order(True))


def mac_then_encrypt(stage, suite):
    off = (f"{_ours(stage)}.encrypt-then-mac=no",)
    rows.agree(stage, _terms(suite, settings=off), look=_expect_order(False))


# --- Each key exchange, each kind of cipher, each signature ---

def is_older(suite):
    """In TLS 1.2 a suite's name says what the key exchange is, too."""
    return "_WITH_" in suite


def suites():
    return [name for name in stepshake.has("suites") if is_older(name)]


def _kind(suite):
    """All but the length of AES's key, on which GCM's hash hangs."""
    return re.sub(r"_(128|256)(?=_)|(?<=GCM)_SHA\d+", "", suite)


def _exchanges(scheme):
    """Those in which the server signs with such a key."""
    return ("ECDHE_RSA", "DHE_RSA") if KEYS[scheme].startswith("rsa") else ("ECDHE_ECDSA",)


def signatures():
    """Key exchange and scheme."""
    return [(exchange, scheme) for exchange in ("ECDHE_ECDSA", "ECDHE_RSA", "DHE_RSA")
            for scheme in stepshake.has("schemes") if exchange in _exchanges(scheme)]


@functools.cache
def _pairs(peer):
    """Suite and scheme, of those that PEER has: each kind of cipher with each scheme, which suites
    of a kind share among them. In static RSA nothing is signed; its scheme is None."""
    pairs = []
    for suite in (theirs := [suite for suite in suites() if suite in peer.SUITES12]):
        alike = [one for one in theirs if _kind(one) == _kind(suite)]
        schemes = [scheme for exchange, scheme in signatures()
                   if exchange == TERMS.but(suite=suite).exchange and scheme in peer.SCHEMES12]
        share = schemes[alike.index(suite)::len(alike)]
        if FEW and "GCM" not in suite:
            share = share[:1]
        pairs += [(suite, scheme) for scheme in share or [None]]
    return pairs


@functools.cache  # a pair belongs to two rows
def _agree_on(stage, suite, scheme):
    """A client offers SCHEME alone for this, and another one for the authority's signature."""
    key = KEYS.get(scheme, "rsa")
    offer = (f"client.signature-schemes={scheme}",
             f"client.certificate-signature-schemes={AUTHORITY_SCHEME}")
    terms = TERMS.but(suite=suite, certificate=key, groups=(CURVES.get(key, "secp256r1"),),
                      settings=offer if scheme and stage.role == "server" else ())
    try:
        rows.agree(stage, terms, scheme=scheme)
    except Failure as failure:
        raise Failure(f"{suite}, {scheme or 'unsigned'}: {failure}") from failure


def with_suite(stage, suite):
    for one, scheme in _pairs(stage.peer):
        if one == suite:
            _agree_on(stage, suite, scheme)


def sign(stage, exchange, scheme):
    for suite, one in _pairs(stage.peer):
        if one == scheme and TERMS.but(suite=suite).exchange == exchange:
            _agree_on(stage, suite, scheme)


# --- The table ---

def _rows():
    """Name, feature, what to do, and the suites or schemes that the peer must have."""
    yield "TLS 1.2 out of both", "TLS1.2 alone", out_of_both
    yield "extended main secret", "TLS1.2", bound
    yield "no extended main secret", "TLS1.2", not_bound_by_us
    yield "no extended main secret, for the peer has none", "unbound", not_bound_by_peer
    for mac, suite in CBC.items():
        yield (f"encrypt_then_mac, {mac}", "encrypt_then_mac",
               lambda stage, s=suite: encrypt_then_mac(stage, s), (suite,))
    for mac, suite in CBC.items():
        yield (f"MAC, then encryption, {mac}", "suites12",
               lambda stage, s=suite: mac_then_encrypt(stage, s), (suite,))
    yield ("TLS 1.2, long data", "TLS1.2, long data",
           lambda stage: rows.agree(stage, TERMS, text=rows.LONG))
    yield ("TLS 1.2, ALPN", "TLS1.2, ALPN",
           lambda stage: rows.agree(stage, TERMS.but(alpn="http/1.1")))
    yield from _client_rows()


def _client_rows():
    feature = "client certificates in TLS 1.2"
    for kind, scheme in clients.KINDS_OF_CLIENTS.items():
        yield (f"TLS 1.2, {kind} of a client", feature,
               lambda stage, k=kind: clients.given(stage, k, TERMS), (scheme,))
    static = _terms("TLS_RSA_WITH_AES_128_CBC_SHA")
    yield ("TLS 1.2, static RSA, ecdsa of a client", feature,
           lambda stage: clients.given(stage, "ecdsa", static),
           ("ecdsa_secp256r1_sha256", static.suite))
    yield ("TLS 1.2, no client certificate", feature,
           lambda stage: clients.not_given(stage, TERMS))
    yield ("TLS 1.2, client certificate demanded, none given", feature,
           lambda stage: clients.missing(stage, TERMS))


def table():
    return [
        *[rows.Row("Cipher suites of TLS 1.2", suite, "suites12",
                   lambda stage, s=suite: with_suite(stage, s), (suite,)) for suite in suites()],
        *[rows.Row("Signatures of TLS 1.2, with each kind of cipher", f"{exchange}, {scheme}",
                   "TLS1.2", lambda stage, e=exchange, s=scheme: sign(stage, e, s),
                   (f"TLS_{exchange}_WITH_AES_128_GCM_SHA256", scheme))
          for exchange, scheme in signatures()],
        *[rows.Row("TLS 1.2", *row) for row in _rows()],
    ]
