"""Rows about TLS 1.2: sessions that go on, by ticket and by session id, and the staple behind the
certificate."""

import before
import older
import rows
import staples
import stepshake

HOWS = {"ticket": "resumed by a ticket", "session id": "resumed by a session id"}


def _to_peer(stage, terms, how):
    (stage.directory / before.SESSION).unlink(missing_ok=True)
    with stage.peer.Server(stage.directory, terms) as server:
        before.visit(stage, server, terms, "hello first").expect_agreed(terms)
        server.expect_reused(False)
        client = before.visit(stage, server, terms, "hello again")
        client.expect_agreed(terms.but(groups=()), scheme=None, before=HOWS[how])
        client.expect_trace(server.reply_to("hello again"), "of the session")
        server.expect_reused(True)


def _to_us(stage, terms, how):
    with rows.serve(stage, terms, "hello client", once=False) as server:
        rows.come_back(
            stage, terms, server, "hello client",
            f"{rows.outcome_with(stage.peer)}: "
            f"{stepshake.agreed(terms.but(groups=()), None, HOWS[how])}")
        server.expect_trace("out of the ticket" if how == "ticket" else "of the session")


def resume(stage, how):
    """The server gives what HOW says, and nothing else."""
    terms = older.TERMS.but(tickets=how)
    (_to_peer if stage.role == "server" else _to_us)(stage, terms, how)


def resume_out_of_both(stage):
    """Our client speaks TLS 1.3 as well, and comes back to a server that does not."""
    terms = older.TERMS.but(tickets="ticket", settings=("client.versions=TLS1.3 TLS1.2",))
    _to_peer(stage, terms, "ticket")


def staple(stage):
    if stage.role == "server":
        terms = older.TERMS.but(staple=staples.RESPONSE, settings=rows.WE_ASK.settings)
        staples.make_response(stage.directory, terms.certificate)
        rows.at_peer(stage, terms, look=lambda ours, _: (
            staples.expect_checks(ours, staples.CHECKS), ours.expect_trace("CertificateStatus")))
    else:
        ours = rows.OURS_STAPLES
        rows.at_us(stage, older.TERMS.but(certificate=ours.certificate, staple=ours.staple,
                                          authority=ours.authority,
                                          settings=("server.staple=good",)))


ROWS = [
    ("TLS 1.2, resumption by ticket", "TLS1.2, ticket", lambda stage: resume(stage, "ticket")),
    ("TLS 1.2, resumption by session id", "TLS1.2, session id",
     lambda stage: resume(stage, "session id")),
    ("TLS 1.2, resumption out of both", "TLS1.2, our ticket", resume_out_of_both),
    ("TLS 1.2, OCSP staple", "TLS1.2, OCSP staple", staple),
]
