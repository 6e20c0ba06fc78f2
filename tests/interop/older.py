"""Rows about TLS 1.2."""

import clients
import rows
import stepshake
from terms import Terms

TLS12 = "TLS1.2"
# In TLS 1.2 supported_groups holds for the certificate's curve, too (RFC 8422 5.3).
TERMS = Terms(version=TLS12, groups=("secp256r1",), suite="TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")


def with_suite(stage, suite):
    rows.agree(stage, TERMS.but(suite=suite, certificate="rsa" if "_RSA_" in suite else "ecdsa"))


def out_of_both(stage):
    """Our side speaks TLS 1.3 as well."""
    ours = "client" if stage.role == "server" else "server"
    rows.agree(stage, TERMS.but(settings=(f"{ours}.versions=TLS1.3 {TLS12}",)),
               peer_terms=TERMS)


def without_extended_main_secret(stage):
    ours = "client" if stage.role == "server" else "server"
    terms = TERMS.but(settings=(f"{ours}.extended-main-secret=no",))
    rows.agree(stage, terms, look=lambda party, _: party.expect_trace('"master secret"'))


def bound(stage):
    rows.agree(stage, TERMS, look=lambda party, _: party.expect_trace('"extended master secret"'))


def is_older(suite):
    """In TLS 1.2 a suite's name says what the key exchange is, too."""
    return "_WITH_" in suite


def suites():
    return [name for name in stepshake.has("suites") if is_older(name)]


ROWS = [
    ("TLS 1.2 out of both", out_of_both),
    ("extended main secret", bound),
    ("no extended main secret", without_extended_main_secret),
    ("TLS 1.2, long data", lambda stage: rows.agree(stage, TERMS, text=rows.LONG)),
    ("TLS 1.2, ALPN", lambda stage: rows.agree(stage, TERMS.but(alpn="http/1.1"))),
    ("TLS 1.2, client certificate", lambda stage: clients.given(stage, "ecdsa", TERMS)),
    ("TLS 1.2, client's RSA certificate", lambda stage: clients.given(stage, "rsa", TERMS)),
    ("TLS 1.2, no client certificate",
     lambda stage: clients.not_given(stage, TERMS)),
]
