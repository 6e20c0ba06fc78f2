"""Our side: `stepshake connect` and `stepshake serve` with a scenario, and what their trace says."""

import functools
import json
import re
import signal
import subprocess

from certificates import AUTHORITY_SCHEME, HOST
from process import Process

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

    def expect_agreed(self, terms, scheme="", outcome="closed"):
        """SCHEME: how its name begins."""
        alpn = f" · {terms.alpn}" if terms.alpn else ""
        self.expect_text(rf"^{self.prefix}{outcome}: TLS1\.3 · {terms.suite} · {terms.groups[-1]} · "
                         rf"{scheme}\w*{alpn} · seed ")

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


class Client(Party):
    """Says what is typed; says goodbye when its input is ended."""

    def __init__(self, directory, port, terms, scheme=None, more=()):
        lines = [f"cipher-suites={terms.suite}", f"groups={' '.join(terms.groups)}",
                 f"key-shares={terms.groups[0]}", f"server-name={terms.host}",
                 f"trust={terms.authority}"]
        if scheme:
            lines.append(f"signature-schemes={_schemes(scheme)}")
        if terms.alpn:
            lines.append(f"alpn={terms.alpn}")
        scenario = _scenario(directory, "client.scenario", "client", [*lines, *more])
        super().__init__(directory, ["connect", f"127.0.0.1:{port}", "--scenario", scenario,
                                     "--send", "-"])


def _schemes(scheme):
    """Of a client: the authority's signature must be acceptable, too."""
    return scheme if scheme == AUTHORITY_SCHEME else f"{scheme} {AUTHORITY_SCHEME}"


class Server(Party):
    def __init__(self, directory, terms, reply=None, scheme=None, once=True, more=()):
        lines = [f"cipher-suites={terms.suite}", f"groups={terms.groups[-1]}",
                 f"server-name={HOST if terms.host == HOST else ''}",
                 *certificate(terms.certificate)]
        if reply is not None:
            lines.append(f"reply={reply}")
        if scheme:
            lines.append(f"signature-schemes={scheme}")
        if terms.alpn:
            lines.append(f"alpn={terms.alpn}")
        scenario = _scenario(directory, "server.scenario", "server", [*lines, *more])
        super().__init__(directory, ["serve", "--port", "0", *(["--once"] if once else []),
                                     "--scenario", scenario])
        self.once = once
        self.port = int(self.wait_for(r"^listening on 127\.0\.0\.1:(\d+)$")[1])

    def finish(self, request, outcome):
        """Waits for its end with OUTCOME. One that serves many is interrupted; then it is about the
        connection in which REQUEST was said."""
        if self.once:
            self.expect_end(0 if outcome == "closed" else 1)
            return
        self.child.send_signal(signal.SIGINT)
        self.expect_end(0)
        for path in sorted(self.trace_path.parent.glob("trace-*.json")):
            if request.encode().hex() in path.read_text():
                self.trace_path = path
                self.prefix = path.stem.removeprefix("trace-") + ": "
                return
        self.fail(f"no connection said “{request}”")


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
