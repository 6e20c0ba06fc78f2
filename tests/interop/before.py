"""Rows about what both sides have from before: tickets, early data under them, and keys agreed on by
hand; and the cookie that a server wants back."""

import re
import time

import rows
import stepshake
from terms import IDENTITY

SESSION = "session"  # our client's tickets
RESUMED = "resumed by a ticket"
EARLY = "early hello"
LATE_GROUPS = ("secp256r1", "x25519")  # the server wants the second


# --- Our client, the peer's server ---

def visit(stage, server, terms, text, early=None):
    """One connection; our client, which has ended."""
    with stepshake.Client(stage.directory, server.port, terms, session=SESSION,
                          early=early) as client:
        rows.talk(client, server, text)
        client.end_input()
        client.expect_end(0)
    return client


def _forget(stage):
    (stage.directory / SESSION).unlink(missing_ok=True)


def _come_back_to_peer(stage, mode):
    _forget(stage)
    terms = rows.DEFAULT.but(tickets=mode)
    resumed = terms.but(groups=()) if mode == "psk_ke" else terms
    with stage.peer.Server(stage.directory, terms) as server:
        visit(stage, server, terms, "hello first").expect_agreed(terms)
        server.expect_reused(False)
        client = visit(stage, server, terms, "hello again")
        client.expect_agreed(resumed, scheme=None, before=RESUMED)
        client.expect_trace(server.reply_to("hello again"), "pre_shared_key")
        server.expect_reused(True)


def _age(stage):
    """Our client thinks it has had its ticket for a minute longer than it has: no server can know
    whether it is not an old hello then (RFC 9846 8.3)."""
    path = stage.directory / SESSION
    path.write_text(re.sub(r"^received=(\d+)$", lambda m: f"received={int(m[1]) - 60000}",
                           path.read_text(), flags=re.MULTILINE))


def _early_to_peer(stage, fate):
    _forget(stage)
    terms = rows.DEFAULT.but(tickets="psk_dhe_ke", early=EARLY, fate=fate)
    then = terms.but(groups=LATE_GROUPS) if fate == "retried" else terms
    with stage.peer.Server(stage.directory, terms) as server:
        visit(stage, server, terms, "hello first").expect_agreed(terms)
        if fate == "refused":
            _age(stage)
        early = server.early_question(EARLY) if hasattr(server, "early_question") else EARLY
        client = visit(stage, server, then, "hello again", early)
        # Some do not take any until they have run for a while, so that nothing old is replayed.
        end = time.monotonic() + getattr(server, "TAKES_EARLY_AFTER", 0)
        while fate == "taken" and "early data refused" in client.text and time.monotonic() < end:
            time.sleep(1)
            client = visit(stage, server, then, "hello again", early)
        if fate == "taken":
            client.expect_agreed(then, scheme=None, before=f"{RESUMED} · early data accepted")
            client.expect_trace(early, "EndOfEarlyData")
        else:
            client.expect_text(r"^closed: TLS1\.3 · .* · early data refused · seed ")
            client.expect_trace(early, "HelloRetryRequest" if fate == "retried" else "early_data")
        server.expect_early(EARLY, fate == "taken", client.text)


# --- The peer's client, our server ---

def _come_back_to_us(stage, terms, scheme, before):
    with rows.serve(stage, terms, "hello client", once=False) as server:
        reached = terms.but(groups=()) if terms.tickets == "psk_ke" else terms
        rows.come_back(
            stage, terms, server, "hello client",
            f"{rows.outcome_with(stage.peer)}: {stepshake.agreed(reached, scheme, before)}")
        server.expect_trace("pre_shared_key")
    return server


def _early_to_us(stage, fate):
    """A server that was started anew cannot open the ticket: it skips what is under its key."""
    terms = rows.DEFAULT.but(tickets="psk_dhe_ke", early=EARLY, fate=fate)
    if fate == "taken":
        server = _come_back_to_us(stage, terms, None, f"{RESUMED} · early data accepted")
        said = stage.peer.Client.request if getattr(stage.peer, "SAYS_IT_EARLY", False) else EARLY
        server.expect_trace(said, "EndOfEarlyData")
    elif fate == "refused":
        server = _come_back_to_us(stage, terms, "", "early data refused")
        server.expect_trace("skip-early-data")
    else:
        server = _come_back_to_us(stage, terms.but(groups=LATE_GROUPS), None,
                                  f"{RESUMED} · early data refused")
        server.expect_trace("skip-early-data", "HelloRetryRequest")


# --- Either ---

def resume(stage, mode):
    if stage.role == "server":
        _come_back_to_peer(stage, mode)
    else:
        _come_back_to_us(stage, rows.DEFAULT.but(tickets=mode), None, RESUMED)


def early(stage, fate):
    (_early_to_peer if stage.role == "server" else _early_to_us)(stage, fate)


def external(stage, mode):
    """A key by hand, in place of a certificate."""
    terms = rows.DEFAULT.but(external=mode)
    agreed = terms.but(groups=()) if mode == "psk_ke" else terms
    known = f"external key “{IDENTITY}”"
    if stage.role == "server":
        with stage.peer.Server(stage.directory, terms) as server:
            with stepshake.Client(stage.directory, server.port, terms) as client:
                rows.talk(client, server, "hello peer")
                client.end_input()
                client.expect_end(0)
                client.expect_agreed(agreed, scheme=None, before=known)
            server.expect_external()
    else:
        with rows.serve(stage, terms, "hello client") as server:
            with stage.peer.Client(stage.directory, server.port, terms) as client:
                client.expect_external()
                client.say("hello stepshake")
                client.expect_answer("hello client")
                client.finish()
            server.finish(client.request, "closed")
            server.expect_agreed(agreed, scheme=None, before=known)


def cookie(stage):
    """Alone, or where the peer does it so, beside another group."""
    peer, terms = stage.peer, rows.DEFAULT.but(cookie=True)
    able = "ASKS_WITH_COOKIE_ALONE" if stage.role == "server" else "TAKES_COOKIE_ALONE"
    both = terms if getattr(peer, able, True) else terms.but(groups=LATE_GROUPS)
    rows.agree(stage, both, peer_terms=terms if stage.role == "server" else both,
               look=lambda ours, _: ours.expect_trace("HelloRetryRequest", "HelloRetryRequest.cookie"))


ROWS = [
    ("resumption", "resumption", lambda stage: resume(stage, "psk_dhe_ke")),
    ("resumption without a key exchange", "psk_ke", lambda stage: resume(stage, "psk_ke")),
    ("0-RTT taken", "0-RTT", lambda stage: early(stage, "taken")),
    ("0-RTT refused", "0-RTT", lambda stage: early(stage, "refused")),
    ("0-RTT refused by HelloRetryRequest", "0-RTT retried", lambda stage: early(stage, "retried")),
    ("external key", "external key", lambda stage: external(stage, "psk_dhe_ke")),
    ("external key without a key exchange", "external psk_ke",
     lambda stage: external(stage, "psk_ke")),
]
