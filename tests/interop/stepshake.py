"""Our side: `stepshake connect` and `stepshake serve` with a scenario, and what their trace says."""

import json
import subprocess

from certificates import HOST
from process import Process

PROGRAM = None  # set by the driver
BUILTIN = "builtin-"  # before the names of files with built-in certificates


def _scenario(directory, name, group, lines):
    path = directory / name
    path.write_text("\n".join([f"[{group}]", *lines, ""]))
    return path


class Party(Process):
    def __init__(self, directory, arguments):
        self.trace_path = directory / "trace.json"
        self.trace_path.unlink(missing_ok=True)
        super().__init__([PROGRAM, *arguments, "--trace", self.trace_path], directory)

    def expect_negotiated(self, suite, group, scheme):
        self.expect_text(rf"^closed: TLS1\.3 · {suite} · {group} · {scheme}")

    def expect_trace(self, *values):
        """Each of VALUES stands in the trace that was written, as text or in hex."""
        text = self.trace_path.read_text()
        json.loads(text)
        for value in values:
            if value not in text and value.encode().hex() not in text:
                self.fail(f"the trace does not mention “{value}”")


class Client(Party):
    """Says what is typed; says goodbye when its input is ended."""

    def __init__(self, directory, port, suite, group, authority="authority.pem", host=HOST,
                 groups=None):
        scenario = _scenario(directory, "client.scenario", "client", [
            f"cipher-suites={suite}", f"groups={groups or group}", f"key-shares={group}",
            f"server-name={host}", f"trust={authority}"])
        super().__init__(directory, ["connect", f"127.0.0.1:{port}", "--scenario", scenario,
                                     "--send", "-"])


class Server(Party):
    def __init__(self, directory, kind, suite, group, reply="hello", host=HOST):
        scenario = _scenario(directory, "server.scenario", "server", [
            f"cipher-suites={suite}", f"groups={group}", f"server-name={host}", f"reply={reply}",
            *_certificate(directory, kind)])
        super().__init__(directory, ["serve", "--port", "0", "--once", "--scenario", scenario])
        self.port = int(self.wait_for(r"^listening on 127\.0\.0\.1:(\d+)$")[1])


def _certificate(directory, kind):
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


def _run(*arguments):
    return subprocess.run([PROGRAM, *arguments], check=True, capture_output=True, text=True).stdout
