"""Our side: `stepshake connect` and `stepshake serve` with a scenario, and what their trace says."""

import functools
import json
import re
import signal
import subprocess
import time

from certificates import AUTHORITY_SCHEME, HOST
from process import DEADLINE, Process
from terms import IDENTITY, KEY

PROGRAM = None  # set by the driver
BUILTIN = "builtin-"  # before the names of files with built-in certificates


def _run(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True).stdout


@functools.cache
def has(kind):
    """The names of the engine's suites, groups or schemes."""
    return re.findall(r"^0x[0-9a-f]{4} +(\S+)", _run("list", kind), re.MULTILINE)


def _scenario(directory, name, group, lines):
    path = directory / name
    path.write_text("\n".join([f"[{group}]", *lines, ""]))
    return path


class Party(Process):
    prefix = ""  # of its report's lines

    def __init__(self, directory, arguments):
        self.trace_path = directory / "trace.json"
        for old in directory.glob("trace*.json"):
            old.unlink()
        super().__init__([PROGRAM, *arguments, "--trace", self.trace_path], directory)

    def expect_agreed(self, terms, scheme="", outcome="closed", before=""):
        """SCHEME: how its name begins."""
        self.expect_text(f"^{self.prefix}{outcome}: {agreed(terms, scheme, before)}")

    def traces(self):
        """Of all its connections."""
        return [json.loads(path.read_text())
                for path in self.trace_path.parent.glob("trace*.json")]

    def messages(self):
        """Sender and name of each, in the order in which they were sent."""
        trace = json.loads(self.trace_path.read_text())
        return [(message["sender"], message["name"]) for message in trace["messages"]]

    def expect_trace(self, *values):
        """Each of VALUES stands in the trace that was written, as text or in hex."""
        text = self.trace_path.read_text()
        json.loads(text)
        for value in values:
            if value not in text and value.encode().hex() not in text:
                self.fail(f"the trace does not mention “{value}”")


def agreed(terms, scheme, before):
    """How its report goes on behind the outcome. SCHEME: how the name of the server's signature
    scheme begins; None: there was no signature, as in static RSA. BEFORE: what it says of keys from
    before."""
    unsigned = scheme is None or terms.exchange == "RSA"
    words = [re.escape(terms.version), terms.suite, *terms.agreed_groups[-1:],
             *([] if unsigned else [rf"{scheme}\w*"]),
             *([terms.alpn] if terms.alpn else []), *([before] if before else []), "seed "]
    return " · ".join(words)


def _external_key(terms):
    return [f"pre-shared-keys={IDENTITY}:{KEY}",
            f"psk-modes={terms.external}"] if terms.external else []


class Client(Party):
    """Says what is typed; says goodbye when its input is ended. Keeps tickets in the file SESSION of
    the directory, and sends EARLY early. MORE: lines of its scenario."""

    def __init__(self, directory, port, terms, scheme=None, session=None, early=None, more=()):
        lines = [f"versions={terms.version}", f"cipher-suites={terms.suite}",
                 f"groups={' '.join(terms.groups)}",
                 f"key-shares={terms.groups[0]}", f"server-name={terms.host}",
                 f"trust={terms.authority}"]
        if scheme:
            lines.append(f"signature-schemes={_schemes(scheme)}")
        if terms.alpn:
            lines.append(f"alpn={terms.alpn}")
        if terms.tickets and terms.version == "TLS1.3":
            lines.append(f"psk-modes={terms.tickets}")
        if early:
            lines.append(f"early-data={_escaped(early)}")
        if terms.own_certificate and not terms.later:
            lines += certificate(terms.own_certificate)
        lines += [*_external_key(terms), *more]
        scenario = _scenario(directory, "client.scenario", "client", lines)
        super().__init__(directory, ["connect", f"127.0.0.1:{port}", "--scenario", scenario,
                                     "--send", "-", *(["--session", session] if session else []),
                                     *_more(terms)])


def _more(terms):
    return [word for setting in terms.settings for word in ("--set", setting)]


def _escaped(text):
    return text.replace("\r", "\\r").replace("\n", "\\n")


def _schemes(scheme):
    """Of a client: the authority's signature must be acceptable, too."""
    return scheme if scheme == AUTHORITY_SCHEME else f"{scheme} {AUTHORITY_SCHEME}"


class Server(Party):
    def __init__(self, directory, terms, reply=None, scheme=None, once=True, hang_up=False, more=()):
        lines = [f"versions={terms.version}", f"cipher-suites={terms.suite}",
                 f"groups={terms.groups[-1]}",
                 f"server-name={HOST if terms.host == HOST else ''}",
                 *certificate(terms.certificate)]
        if reply is not None:
            lines.append(f"reply={reply}")
        if scheme:
            lines.append(f"signature-schemes={scheme}")
        if terms.alpn:
            lines.append(f"alpn={terms.alpn}")
        lines += [*_tickets(terms), *_clients(terms), *_external_key(terms), *more]
        if terms.cookie:
            lines.append("cookie=yes")
        scenario = _scenario(directory, "server.scenario", "server", lines)
        super().__init__(directory, ["serve", "--port", "0", *(["--once"] if once else []),
                                     *(["--hang-up"] if hang_up else []), "--scenario", scenario,
                                     *_more(terms)])
        self.once = once
        self.port = int(self.wait_for(r"^listening on 127\.0\.0\.1:(\d+)$")[1])

    def finish(self, request, outcome):
        """Waits for its end with OUTCOME. One that serves many is interrupted; then it is about the
        connection in which REQUEST was said."""
        if self.once:
            self.expect_end(0 if outcome == "closed" else 1)
            return
        self.interrupt()
        for path in sorted(self.trace_path.parent.glob("trace-*.json")):
            if request.encode().hex() in path.read_text():
                self.trace_path = path
                self.prefix = path.stem.removeprefix("trace-") + ": "
                return
        self.fail(f"no connection said “{request}”")

    def interrupt(self):
        self.child.send_signal(signal.SIGINT)
        self.expect_end(0)

    def _trace_with(self, request, pattern):
        for number in re.findall(rf"^(\d+): {pattern}", self.text, re.MULTILINE):
            path = self.trace_path.with_name(f"trace-{number}.json")
            if path.exists() and request.encode().hex() in path.read_text():
                return path
        return None

    def _wait_for_trace(self, request, pattern, seconds):
        end_time = time.monotonic() + seconds
        while (path := self._trace_with(request, pattern)) is None and time.monotonic() < end_time:
            if self.selector.select(0.1):
                self.read_what_is_there()
        return path

    def had_connection(self, request, pattern):
        """Whether one of its connections is there, in a moment, as expect_connection wants it."""
        return self._wait_for_trace(request, pattern, 1) is not None

    def expect_connection(self, request, pattern):
        """Of one that serves many: one of its connections, in which REQUEST was said, has gone as
        PATTERN says; its trace is looked into. Others, in which nothing is said, may come first."""
        path = self._wait_for_trace(request, pattern, DEADLINE)
        if path is None:
            self.fail(f"no such connection said “{request}”")
        self.interrupt()
        self.trace_path = path


def _tickets(terms):
    if not terms.tickets:
        return []
    if terms.version == "TLS1.2":
        return ["sessions=yes"] if terms.tickets == "session id" else ["tickets=1"]
    early = ["early-data=1000", f"ticket-key={'new' if terms.fate == 'refused' else 'keep'}"]
    return ["tickets=4", f"psk-modes={terms.tickets}", *(early if terms.early else [])]


def _clients(terms):
    if not terms.clients:
        return []
    return [f"request-client-certificate={terms.clients}", f"trust={terms.authority}"]


def certificate(kind):
    """One that openssl made, or a built-in one."""
    if kind.startswith(BUILTIN):
        return [f"certificate={kind.removeprefix(BUILTIN)}"]
    return [f"certificate={kind}.pem", f"key={kind}.key"]


def export_builtin(directory, kind):
    """Writes BUILTIN-KIND.pem (the chain) and BUILTIN-KIND.key for other programs."""
    text = _run("list", "certificates", "--pem", kind)
    (directory / f"{BUILTIN}{kind}.pem").write_text(text)
    (directory / f"{BUILTIN}{kind}.key").write_text(text)


def export_root(directory):
    (directory / f"{BUILTIN}root.pem").write_text(_run("list", "certificates", "--pem", "root"))
