"""The real peers, a module each. A module says

    TITLE    what a reader calls it
    SUITES, GROUPS, SCHEMES
             what it has, from IANA's name to its own; SUITES12, SCHEMES12: in TLS 1.2
    ABLE     of each role that it has, "server" or "client": which features of rows.py it can show
    Server, Client
             of these roles: made with (directory, terms) and (directory, port, terms); a Process
    version () what runs here, in its own words

A Server has .port; .reply_to (text) is what it answers to a line; expect_agreed (terms) waits for
its own word on what was agreed. A Client has .request, what it says; .answer (text), what our server
must be told to reply so that it shows TEXT; say (text), expect_answer (text), finish ();
expect_agreed (terms); expect_refused (), its word on a certificate that it does not want. REFUSES
(of the module) are the alerts with which its client refuses an unknown authority and a wrong host;
None: it breaks off without a word. SAYS_GOODBYE: whether it sends close_notify; ONE_CONNECTION:
whether a client makes just one (both yes unless said otherwise). NOTES are facts about where it goes
its own way, with RFC 9846's section, for MATRIX.md; REFUSES_ROWS: rows that are left out of a role
for such a reason."""

import importlib

# Features of rows about TLS 1.2 that most have.
TLS12 = {"suites12", "TLS1.2", "TLS1.2 alone", "TLS1.2, ALPN", "TLS1.2, long data",
         "client certificates in TLS 1.2"}
# Sessions of TLS 1.2 that go on.
RESUMES12 = {"TLS1.2, ticket", "TLS1.2, session id"}
# Signature schemes that TLS 1.3 has for certificates alone.
PKCS1 = {name: name for name in ("rsa_pkcs1_sha256", "rsa_pkcs1_sha384", "rsa_pkcs1_sha512")}
SHA1 = {name: name for name in ("rsa_pkcs1_sha1", "ecdsa_sha1")}
LIGHT = ["openssl", "gnutls", "curl"]
HEAVY = ["nss", "java", "node", "node26", "bun", "chromium"]
ALL = LIGHT + HEAVY


def module(name):
    return importlib.import_module(f"peers.{name}")
