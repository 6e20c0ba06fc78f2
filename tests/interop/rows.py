"""What is tried with whom. A row is a group and a name (a line of the matrix), the feature a peer
must be able to, and what to do in either of the peer's roles. A row goes well when both sides, in
their own words and in our trace, have agreed on exactly what was asked for, data went both ways, and
both said goodbye."""

import json
import re
from dataclasses import dataclass
from typing import Callable

import before
import clients
import older
import sessions
import staples
import stepshake
from certificates import KEY_OF_SCHEME
from relay import Relay
from terms import Terms

# Of our teaching certificates, the scheme that each kind signs with.
BUILTINS = {"ecdsa": "ecdsa_secp256r1_sha256", "rsa": "rsa_pss_rsae_sha256", "ed25519": "ed25519"}
LONG = "0123456789abcdef" * 1000
DEFAULT = Terms()
POST_QUANTUM = "X25519MLKEM768"


@dataclass(frozen=True)
class Stage:
    """Where a row plays: a fresh directory with certificates, a peer's module, its role."""
    directory: object
    peer: object
    role: str


@dataclass(frozen=True)
class Row:
    group: str
    name: str
    feature: str  # of peers.….ABLE; None: everybody is
    run: Callable
    needs: tuple = ()  # suites, groups or schemes that the peer must have


def outcome_with(peer):
    """Some peers close the transport without close_notify."""
    return "closed" if getattr(peer, "SAYS_GOODBYE", True) else "truncated"


def question_for(server, text):
    """What makes SERVER give its reply to TEXT: a line, unless it speaks something else."""
    return server.question(text) if hasattr(server, "question") else text + "\n"


def talk(client, server, text):
    """Our client says TEXT; the peer's server answers by itself, or as it is told."""
    client.type(question_for(server, text))
    if getattr(server, "talks", False):
        server.answer(text)
    client.wait_for(re.escape(server.reply_to(text)))


def serve(stage, terms, text, scheme=None, once=None, more=()):
    """Our server for the peer's client, which shows TEXT. MORE: lines of its scenario."""
    client = stage.peer.Client
    return stepshake.Server(
        stage.directory, terms, client.answer(text), scheme,
        getattr(stage.peer, "ONE_CONNECTION", True) if once is None else once,
        hang_up=getattr(stage.peer, "WAITS_FOR_THE_SERVER", False), more=more)


def come_back(stage, terms, server, text, pattern):
    """The peer comes twice: one of its connections to our SERVER goes as PATTERN says. A peer of many
    connections may ask over a spare one from before, which cannot, and comes again."""
    for _ in range(1 if _has_one_connection(stage) else 5):
        stage.peer.come_back(stage.directory, server.port, terms, text)
        if server.had_connection(stage.peer.Client.request, pattern):
            break
    server.expect_connection(stage.peer.Client.request, pattern)


# --- Handshakes that go well ---

def at_peer(stage, terms, scheme=None, text="hello peer", peer_terms=None, look=None):
    """Our client, the peer's server."""
    with stage.peer.Server(stage.directory, peer_terms or terms) as server, \
            Relay(server.port) as relay:
        with stepshake.Client(stage.directory, relay.port, terms, scheme) as client:
            talk(client, server, text)
            client.end_input()
            client.expect_end(0)
            client.expect_agreed(terms, scheme or "")
            client.expect_trace(server.reply_to(text))
            if look:
                look(client, relay)
        server.expect_agreed(terms)


def at_us(stage, terms, scheme=None, text="hello client", peer_terms=None, look=None):
    """The peer's client, our server."""
    peer = stage.peer
    with serve(stage, terms, text, scheme) as server, Relay(server.port) as relay:
        with peer.Client(stage.directory, relay.port, peer_terms or terms) as client:
            client.expect_agreed(terms)
            client.say("hello stepshake")
            client.expect_answer(text)
            client.finish()
        server.finish(client.request, outcome_with(peer))
        server.expect_agreed(terms, scheme or "", outcome_with(peer))
        server.expect_trace(client.request, text)
        if look:
            look(server, relay)


def agree(stage, terms, **more):
    (at_peer if stage.role == "server" else at_us)(stage, terms, **more)


def agree_on_scheme(stage, scheme):
    agree(stage, DEFAULT.but(certificate=KEY_OF_SCHEME[scheme]), scheme=scheme)


def agree_with_builtin(stage, kind):
    agree(stage, DEFAULT.but(certificate=stepshake.BUILTIN + kind,
                             authority=f"{stepshake.BUILTIN}root.pem"))


# --- Single features ---

def hello_retry_request(stage):
    """The client sends a share for a group that the server does not want."""
    terms = DEFAULT.but(groups=("secp256r1", "secp384r1"))
    server_alone = terms.but(groups=("secp384r1",)) if stage.role == "server" else terms
    agree(stage, terms, peer_terms=server_alone,
          look=lambda ours, _: ours.expect_trace("HelloRetryRequest"))


def key_update_by_server(stage):
    with stage.peer.Server(stage.directory, DEFAULT.but(update="peer")) as server:
        with stepshake.Client(stage.directory, server.port, DEFAULT) as client:
            client.type("hello\n")
            server.wait_for("hello")
            server.update_keys()
            server.type("under new keys\n")
            client.wait_for("under new keys")
            client.end_input()
            client.expect_end(0)
            client.expect_trace("KeyUpdate", "under new keys")


def key_update_by_client(stage):
    with stepshake.Server(stage.directory, DEFAULT, "hello client\\n") as server:
        with stage.peer.Client(stage.directory, server.port, DEFAULT.but(update="peer")) as client:
            client.expect_agreed(DEFAULT)
            client.update_keys()
            client.say("under new keys")
            client.expect_answer("hello client")
            client.finish()
        server.expect_end(0)
        server.expect_trace("KeyUpdate", "under new keys")


def key_update(stage):
    (key_update_by_server if stage.role == "server" else key_update_by_client)(stage)


# --- KeyUpdate by us ---

def key_update_to_server(stage, kind, text="under new keys"):
    with stage.peer.Server(stage.directory, DEFAULT) as server:
        with stepshake.Client(stage.directory, server.port, DEFAULT,
                              more=[f"key-update={kind}"]) as client:
            client.type(question_for(server, text))
            client.wait_for(re.escape(server.reply_to(text)))
            client.end_input()
            client.expect_end(0)
            expect_updates(client, "client", kind)


def key_update_to_client(stage, kind, text="under new keys"):
    """What the client says behind our answer comes under new keys of its own, when we ask for it."""
    peer = stage.peer
    with serve(stage, DEFAULT, text, more=[f"key-update={kind}"]) as server:
        with peer.Client(stage.directory, server.port, DEFAULT) as client:
            client.say("hello stepshake")
            client.expect_answer(text)
            if kind == "request":
                client.say("once more")
            client.finish()
        server.finish(client.request, outcome_with(peer))
        expect_updates(server, "server", kind)
        server.expect_trace(*["once more"] if kind == "request" else [])


def expect_updates(ours, own, kind):
    """Ours, and the peer's when it was asked for, before its next data."""
    updates = [sender for sender, name in ours.messages() if name == "KeyUpdate"]
    peer = "client" if own == "server" else "server"
    if updates != [own] + [peer] * (kind == "request"):
        ours.fail(f"KeyUpdates by: {updates}")


def key_update_by_us(stage, kind):
    (key_update_to_server if stage.role == "server" else key_update_to_client)(stage, kind)


# --- Client authentication behind the handshake ---

LATER = ("CertificateRequest", "Certificate", "CertificateVerify", "Finished")


def expect_later_answer(ours, answer):
    """The server's question, and the client's answer in a row."""
    messages = ours.messages()
    later = messages[messages.index(("client", "Finished")) + 1:]
    got = [f"{sender} {name}" for sender, name in later if name in LATER]
    proof = ["client CertificateVerify"] if answer == "shown" else []
    expected = ["server CertificateRequest", "client Certificate", *proof, "client Finished"]
    if got != expected:
        ours.fail(f"behind the handshake: {got}")


def asked_later_by_server(stage, terms):
    own = stepshake.certificate("ecdsa") if terms.later == "shown" else []
    with stage.peer.Server(stage.directory, terms) as server:
        with stepshake.Client(stage.directory, server.port, terms,
                              more=["post-handshake-auth=yes", *own]) as client:
            client.wait_for(re.escape(server.ask_later(client)))
            client.end_input()
            client.expect_end(0)
            expect_later_answer(client, terms.later)
        if terms.later == "shown":
            server.expect_known()


def asked_later_by_us(stage, terms, text="hello client"):
    """Our reply waits for the answer."""
    peer = stage.peer
    wish = "require" if terms.later == "shown" else "request"
    with stepshake.Server(stage.directory, terms, peer.Client.answer(text),
                          more=[f"post-handshake-auth={wish}", "trust=authority.pem"]) as server:
        with peer.Client(stage.directory, server.port, terms) as client:
            client.say("hello stepshake")
            client.expect_answer(text)
            client.finish()
        server.finish(client.request, outcome_with(peer))
        expect_later_answer(server, terms.later)


def asked_later(stage, answer):
    terms = DEFAULT.but(later=answer, own_certificate="ecdsa" if answer == "shown" else None)
    (asked_later_by_server if stage.role == "server" else asked_later_by_us)(stage, terms)


def must_answer_later(stage):
    """The client has nothing to show, and the server insists."""
    terms = DEFAULT.but(later="empty")
    if stage.role == "server":
        with stage.peer.Server(stage.directory, terms) as server, \
                stepshake.Client(stage.directory, server.port, terms,
                                 more=["post-handshake-auth=yes"]) as client:
            server.ask_later(client)
            client.expect_end(1)
            client.expect_text("alert: server certificate_required$")
        return
    with stepshake.Server(stage.directory, terms, "never said",
                          more=["post-handshake-auth=require", "trust=authority.pem"]) as server:
        with stage.peer.Client(stage.directory, server.port, terms) as client:
            client.say("hello stepshake")
            client.expect_refused_later()
            server.expect_end(1)
        server.expect_text("alert: server certificate_required$")


def _has_one_connection(stage):
    return getattr(stage.peer, "ONE_CONNECTION", True)


def _whole_traces(stage, ours):
    """Of a client of many connections the one with the page: others may have been interrupted."""
    return ours.traces() if _has_one_connection(stage) else [json.loads(ours.trace_path.read_text())]


def every_byte(stage):
    """What a relay between the two saw is what our traces hold, in both directions."""
    def look(ours, relay):
        told = sorted(tuple("".join(r["bytes"] for r in trace["records"] if r["sender"] == sender)
                            for sender in ("client", "server")) for trace in _whole_traces(stage, ours))
        seen = sorted((client.hex(), server.hex()) for client, server in relay.connections)
        if not _has_one_connection(stage):
            seen = [pair for pair in seen if pair in told]
        if told != seen:
            sizes = [[tuple(len(one) // 2 for one in pair) for pair in pairs] for pairs in (seen, told)]
            ours.fail(f"bytes (of client, server) on the wire: {sizes[0]}, in the traces: {sizes[1]}")
    agree(stage, best_terms(stage), look=look)


def best_terms(stage):
    """With the post-quantum group, where the peer has it."""
    return DEFAULT.but(groups=(POST_QUANTUM,)) if POST_QUANTUM in stage.peer.GROUPS else DEFAULT


def page(stage):
    """Without a reply of the scenario's own, a page says what was agreed."""
    terms = best_terms(stage)
    once = getattr(stage.peer, "ONE_CONNECTION", True)
    with stepshake.Server(stage.directory, terms, once=once) as server:
        with stage.peer.Client(stage.directory, server.port, terms) as client:
            client.expect_page(f"suite {terms.suite}\ngroup {terms.groups[0]}\n")
        server.finish("GET / HTTP/1.1", outcome_with(stage.peer))
        server.expect_agreed(terms, outcome=outcome_with(stage.peer))


# --- Beside the certificate ---

OURS_STAPLES = DEFAULT.but(certificate=f"{stepshake.BUILTIN}ecdsa", staple="asks",
                           authority=f"{stepshake.BUILTIN}root.pem")
WE_ASK = DEFAULT.but(staple=staples.RESPONSE, settings=("client.request-staple=yes",))


def ocsp_staple(stage):
    """The one that brings a certificate brings its authority's word, and the other checks it."""
    if stage.role == "server":
        staples.make_response(stage.directory, WE_ASK.certificate)
        at_peer(stage, WE_ASK, look=lambda ours, _: staples.expect_checks(ours, staples.CHECKS))
    elif getattr(stage.peer, "LOOKS_AT_STAPLES_ALONE", False):
        terms = OURS_STAPLES.but(settings=("server.staple=good",))
        with stepshake.Server(stage.directory, terms, hang_up=True) as server, \
                stage.peer.Client(stage.directory, server.port, terms) as client:
            client.expect_staple()
            server.expect_end(0)
            server.expect_agreed(terms)
    else:
        at_us(stage, OURS_STAPLES.but(settings=("server.staple=good",)))


def revoked_by_staple(stage):
    if stage.role == "server":
        staples.make_response(stage.directory, WE_ASK.certificate, revoked=True)
        with stage.peer.Server(stage.directory, WE_ASK) as server, \
                stepshake.Client(stage.directory, server.port, WE_ASK) as client:
            client.expect_end(1)
            client.expect_text("alert: client certificate_revoked$")
            staples.expect_checks(client, staples.CHECKS[:-1], ["revocation"])
        return
    terms = OURS_STAPLES.but(settings=("server.staple=revoked",))
    with stepshake.Server(stage.directory, terms, once=_has_one_connection(stage)) as server, \
            stage.peer.Client(stage.directory, server.port, terms) as client:
        client.expect_revoked()


def log_receipts(stage):
    staples.write_logs(stage.directory)
    at_us(stage, OURS_STAPLES.but(staple=None, logs=staples.LOGS,
                                  settings=("server.timestamps=yes",)))


# --- Handshakes that must fail ---

def refuse(stage, terms, alert):
    """Our client must refuse with ALERT, and the server must have got it."""
    with stage.peer.Server(stage.directory, DEFAULT) as server:
        with stepshake.Client(stage.directory, server.port, terms) as client:
            client.expect_end(1)
            client.expect_text(f"alert: client {alert}$")
        server.expect_refused()


def be_refused(stage, terms, alert):
    """The client must refuse our certificate, and our server must say which alert came."""
    once = _has_one_connection(stage)
    with stepshake.Server(stage.directory, terms, once=once) as server:
        with stage.peer.Client(stage.directory, server.port, terms) as client:
            client.expect_refused()
            if once:
                server.expect_end(1)
        server.wait_for(f"alert: client {alert}$" if alert else "^truncated: ")


def unknown_authority(stage):
    terms = DEFAULT.but(authority="stranger.pem")
    if stage.role == "server":
        refuse(stage, terms, "unknown_ca")
    else:
        be_refused(stage, terms, stage.peer.REFUSES["unknown authority"])


def wrong_host(stage):
    terms = DEFAULT.but(host="other.example")
    if stage.role == "server":
        refuse(stage, terms, "bad_certificate")
    else:
        be_refused(stage, terms, stage.peer.REFUSES["wrong host"])


# --- The table ---

def _values(group, feature, kind, run):
    return [Row(group, value, feature, lambda stage, v=value: run(stage, v), (value,))
            for value in stepshake.has(kind)
            if not older.is_older(value) and (kind != "schemes" or value in KEY_OF_SCHEME)]


def table():
    """All rows, in the order of the matrix; the engine says which suites, groups and schemes. A
    scheme without a kind of key is for signatures on certificates alone."""
    return [
        *_values("Cipher suites", "suites", "suites",
                 lambda stage, v: agree(stage, DEFAULT.but(suite=v))),
        *older.table(),
        *[Row("TLS 1.2", *row) for row in sessions.ROWS],
        *_values("Groups", "groups", "groups",
                 lambda stage, v: agree(stage, DEFAULT.but(groups=(v,)))),
        *_values("Signature schemes", "schemes", "schemes", agree_on_scheme),
        *[Row("Certificates", f"built-in {kind}", "schemes",
              lambda stage, k=kind: agree_with_builtin(stage, k), (scheme,))
          for kind, scheme in BUILTINS.items()],
        Row("Certificates", "unknown authority refused", None, unknown_authority),
        Row("Certificates", "wrong host refused", "wrong host", wrong_host),
        Row("Certificates", "OCSP staple", "OCSP staple", ocsp_staple),
        Row("Certificates", "revoked, says its staple", "revoked, says its staple",
            revoked_by_staple),
        Row("Certificates", "signed certificate timestamps", "signed certificate timestamps",
            log_receipts),
        Row("Handshake", "HelloRetryRequest", "HelloRetryRequest", hello_retry_request),
        Row("Handshake", "HelloRetryRequest with cookie", "cookie", before.cookie),
        Row("Handshake", "ALPN", "ALPN", lambda stage: agree(stage, DEFAULT.but(alpn="http/1.1"))),
        *[Row("A key from before", name, feature, run) for name, feature, run in before.ROWS],
        *[Row("Client certificates", *row) for row in clients.ROWS],
        Row("After it", "long data", "long data", lambda stage: agree(stage, DEFAULT, text=LONG)),
        Row("After it", "KeyUpdate by the peer", "KeyUpdate by the peer", key_update),
        Row("After it", "KeyUpdate by us", "KeyUpdate", lambda stage: key_update_by_us(stage, "once")),
        Row("After it", "KeyUpdate by us, and asked for", "KeyUpdate on request",
            lambda stage: key_update_by_us(stage, "request")),
        Row("After it", "client asked later", "asked later",
            lambda stage: asked_later(stage, "shown")),
        Row("After it", "client asked later, without a certificate", "asked later, empty",
            lambda stage: asked_later(stage, "empty")),
        Row("After it", "client asked later, and refused", "asked later, refused",
            must_answer_later),
        Row("After it", "a page of ours", "page", page),
        Row("After it", "every byte traced", None, every_byte),
    ]


def rows_for(peer, role):
    """Those that PEER can play in ROLE."""
    has = {"suites": peer.SUITES, "groups": peer.GROUPS, "schemes": peer.SCHEMES,
           "client certificates": peer.SCHEMES}
    has12 = {*getattr(peer, "SUITES12", ()), *getattr(peer, "SCHEMES12", ())}
    able = peer.ABLE[role]
    refused = getattr(peer, "REFUSES_ROWS", {}).get(role, ())
    return [row for row in table()
            if row.name not in refused
            and (row.feature is None or row.feature in able)
            and all(need in has.get(row.feature, has12) for need in row.needs)]
