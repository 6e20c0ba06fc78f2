"""Rows about clients that show who they are (RFC 9846 4.4.2)."""

import rows
import stepshake
from certificates import CLIENT, KINDS_OF_CLIENTS


def given(stage, kind, terms=None):
    """A server that insists gets a certificate, and names its subject."""
    terms = (terms or rows.DEFAULT).but(clients="require")
    own = terms.but(own_certificate=f"client-{kind}")
    if stage.role == "server":
        with stage.peer.Server(stage.directory, terms) as server:
            with stepshake.Client(stage.directory, server.port, own) as client:
                rows.talk(client, server, "hello peer")
                client.end_input()
                client.expect_end(0)
                client.expect_agreed(terms)
                client.expect_trace("CertificateRequest", CLIENT, KINDS_OF_CLIENTS[kind])
            server.expect_client(CLIENT, (stage.directory / f"client-{kind}.pem").read_text())
    else:
        with rows.serve(stage, terms, "hello client") as server:
            with stage.peer.Client(stage.directory, server.port, own) as client:
                client.expect_agreed(terms)
                client.say("hello stepshake")
                client.expect_answer("hello client")
                client.finish()
            server.finish(client.request, rows.outcome_with(stage.peer))
            server.expect_agreed(terms, outcome=rows.outcome_with(stage.peer))
            server.expect_trace("CertificateRequest", CLIENT, KINDS_OF_CLIENTS[kind])


def not_given(stage, terms=None):
    """A server that only asks goes on without."""
    rows.agree(stage, (terms or rows.DEFAULT).but(clients="request"),
               look=lambda ours, _: ours.expect_trace("CertificateRequest"))


DEMANDS = {"TLS1.3": "certificate_required", "TLS1.2": "handshake_failure"}


def missing(stage, terms=None):
    """A server that insists ends it."""
    shown = terms or rows.DEFAULT
    terms = shown.but(clients="require")
    if stage.role == "server":
        with stage.peer.Server(stage.directory, terms) as server:
            with stepshake.Client(stage.directory, server.port, shown) as client:
                client.expect_end(1)
                demands = getattr(stage.peer, "DEMANDS", DEMANDS)[terms.version]
                client.expect_text(f"alert: server {demands}$")
            server.expect_no_client()
    else:
        with rows.serve(stage, terms, "hello client") as server:
            with stage.peer.Client(stage.directory, server.port, shown) as client:
                server.wait_for(f"alert: server {DEMANDS[terms.version]}$")
                client.expect_demanded(terms)


ROWS = [
    *[(f"{kind} given", "client certificates", lambda stage, k=kind: given(stage, k), (scheme,))
      for kind, scheme in KINDS_OF_CLIENTS.items()],
    ("asked for, none given", "client certificates", not_given),
    ("demanded, none given", "client certificates", missing),
]
