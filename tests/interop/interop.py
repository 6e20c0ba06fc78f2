#!/usr/bin/env python3
"""Handshakes with real peers over loopback, as TAP: interop.py STEPSHAKE PEER

PEER is one of openssl-server and gnutls-server (against `stepshake connect`), openssl-client,
gnutls-client and curl (against `stepshake serve`). A good run verifies the certificate, negotiates
exactly the suite, group and signature scheme asked for, carries data both ways and closes."""

import pathlib
import sys
import tempfile

import certificates
import stepshake
from peers import (GROUPS, SUITES, Curl, GnutlsClient, GnutlsServer, OpensslClient,
                   OpensslServer, OpensslTalker)
from process import Failure

SUITE, GROUP = SUITES[0], GROUPS[0]
RSA_SCHEMES = ["rsa_pss_rsae_sha256", "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512"]
LONG = "0123456789abcdef" * 1000


def scheme_of(kind):
    """How the scheme's name begins."""
    return {"ecdsa": "ecdsa_secp256r1_sha256", "rsa": "rsa_pss_rsae_",
            "ed25519": "ed25519"}[kind.removeprefix(stepshake.BUILTIN)]


def authority_of(kind):
    return f"{stepshake.BUILTIN}root.pem" if kind.startswith(stepshake.BUILTIN) else "authority.pem"


# --- our client at real servers ---

def connect(directory, make_server, kind, suite=SUITE, group=GROUP, scheme=None, text="hello peer"):
    with make_server(directory, kind, suite, group, scheme) as server:
        with stepshake.Client(directory, server.port, suite, group,
                              authority=authority_of(kind)) as client:
            client.type(text + "\n")
            client.wait_for(server.reply_to(text))
            client.end_input()
            client.expect_end(0)
            client.expect_negotiated(suite, group, scheme or scheme_of(kind))
            client.expect_trace(text)
        server.expect_negotiated(suite, group)


def connect_and_refuse(directory, make_server, complaint, alert, **client_options):
    """Our client must refuse with ALERT, and the server must have got it."""
    with make_server(directory, "ecdsa", SUITE, GROUP) as server:
        with stepshake.Client(directory, server.port, SUITE, GROUP, **client_options) as client:
            client.expect_end(1)
            client.expect_text(f"alert: client {alert}$")
        server.wait_for(complaint)


def connect_without_share(directory, make_server):
    """The server wants the group for which we sent no share: it asks with HelloRetryRequest."""
    with make_server(directory, "ecdsa", SUITE, "secp256r1") as server:
        with stepshake.Client(directory, server.port, SUITE, "x25519",
                              groups="x25519 secp256r1") as client:
            client.expect_end(1)
            client.expect_text("HelloRetryRequest.*alert: client handshake_failure$")


def connect_and_update_keys(directory):
    """The server asks for new keys before it answers."""
    with OpensslTalker(directory, "ecdsa", SUITE, GROUP) as server:
        with stepshake.Client(directory, server.port, SUITE, GROUP) as client:
            client.type("hello\n")
            server.wait_for("^hello$")
            server.type("K\n")
            server.wait_for("^SSL_do_handshake -> 1$")
            server.type("under new keys\n")
            client.wait_for("under new keys")
            client.end_input()
            client.expect_end(0)
            client.expect_trace("KeyUpdate")


# --- real clients at our server ---

def serve(directory, make_client, kind, suite=SUITE, group=GROUP, text="hello client"):
    with stepshake.Server(directory, kind, suite, group, reply=make_client.answer(text)) as server:
        with make_client(directory, server.port, suite, group,
                         authority=authority_of(kind)) as client:
            client.expect_negotiated(suite, group)
            client.say("hello stepshake")
            client.expect_answer(text)
            client.finish()
        server.expect_end(0)
        server.expect_negotiated(suite, group, scheme_of(kind))
        server.expect_trace(client.request, text)


def serve_and_be_refused(directory, make_client, alert, **client_options):
    """The client must refuse our certificate, and our server must say which alert came."""
    with stepshake.Server(directory, "ecdsa", SUITE, GROUP, host="") as server:
        with make_client(directory, server.port, SUITE, GROUP, **client_options) as client:
            client.wait_for_end()
        server.expect_end(1)
        server.expect_text(f"alert: client {alert}$")


def serve_without_share(directory, make_client):
    with stepshake.Server(directory, "ecdsa", SUITE, "x25519") as server:
        with make_client(directory, server.port, SUITE, "secp384r1:x25519") as client:
            client.wait_for("handshake failure")
        server.expect_end(1)
        server.expect_text("sent no share for it.*alert: server handshake_failure$")


def serve_and_update_keys(directory):
    with stepshake.Server(directory, "ecdsa", SUITE, GROUP, reply="hello client\\n") as server:
        with OpensslClient(directory, server.port, SUITE, GROUP) as client:
            client.expect_negotiated(SUITE, GROUP)
            client.type("K\n")
            client.wait_for("^KEYUPDATE$")
            client.say("under new keys")
            client.expect_answer("^hello client$")
            client.finish()
        server.expect_end(0)
        server.expect_trace("KeyUpdate", "under new keys")


# --- what is tried with whom: rows of a name and a function of the directory ---

def every_combination(run, make_peer):
    for kind in certificates.KEYS:
        for suite in SUITES:
            for group in GROUPS:
                yield (f"{kind} {suite} {group}",
                       lambda d, k=kind, s=suite, g=group: run(d, make_peer, k, s, g))
    for kind in certificates.KEYS:
        yield (f"built-in {kind}",
               lambda d, k=stepshake.BUILTIN + kind: run(d, make_peer, k))


def server_cases(make_server, complaints):
    yield from every_combination(connect, make_server)
    yield "long data", lambda d: connect(d, make_server, "ecdsa", text=LONG)
    yield ("unknown authority", lambda d: connect_and_refuse(
        d, make_server, complaints[0], "unknown_ca", authority="stranger.pem"))
    yield ("wrong host", lambda d: connect_and_refuse(
        d, make_server, complaints[1], "bad_certificate", host="other.example"))


def openssl_server_cases():
    yield from server_cases(OpensslServer, ["alert unknown ca", "alert bad certificate"])
    for scheme in RSA_SCHEMES:
        yield scheme, lambda d, s=scheme: connect(d, OpensslServer, "rsa", scheme=s)
    yield "KeyUpdate", connect_and_update_keys
    yield "HelloRetryRequest", lambda d: connect_without_share(d, OpensslServer)


def gnutls_server_cases():
    yield from server_cases(GnutlsServer, ["fatal alert has been received", "fatal alert has been received"])


def client_cases(make_client, alert):
    yield from every_combination(serve, make_client)
    yield "long data", lambda d: serve(d, make_client, "ecdsa", text=LONG)
    yield ("unknown authority", lambda d: serve_and_be_refused(
        d, make_client, alert, authority="stranger.pem"))


def openssl_client_cases():
    yield from client_cases(OpensslClient, "unknown_ca")
    yield ("wrong host", lambda d: serve_and_be_refused(
        d, OpensslClient, "bad_certificate", host="other.example"))
    yield "KeyUpdate", serve_and_update_keys
    yield "no share for the common group", lambda d: serve_without_share(d, OpensslClient)


def gnutls_client_cases():
    yield from client_cases(GnutlsClient, "bad_certificate")
    yield ("wrong host", lambda d: serve_and_be_refused(
        d, GnutlsClient, "bad_certificate", host="other.example"))


def curl_cases():
    """It looks at the host name only after the handshake, and then closes in good form."""
    yield from client_cases(Curl, "unknown_ca")


CASES = {
    "openssl-server": openssl_server_cases,
    "gnutls-server": gnutls_server_cases,
    "openssl-client": openssl_client_cases,
    "gnutls-client": gnutls_client_cases,
    "curl": curl_cases,
}


def run_case(number, name, run, directory):
    try:
        run(directory)
    except Failure as failure:
        print(f"not ok {number} - {name}")
        print("".join(f"# {line}\n" for line in str(failure).splitlines()), end="")
    else:
        print(f"ok {number} - {name}")
    sys.stdout.flush()


def main():
    program, peer = sys.argv[1:]
    stepshake.PROGRAM = pathlib.Path(program).resolve()
    cases = list(CASES[peer]())
    print(f"1..{len(cases)}")
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        certificates.make_all(directory)
        stepshake.export_root(directory)
        for kind in certificates.KEYS:
            stepshake.export_builtin(directory, kind)
        for number, (title, run) in enumerate(cases, 1):
            run_case(number, title, run, directory)


main()
