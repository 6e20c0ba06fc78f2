#!/usr/bin/env python3
"""What real peers say to what goes wrong in the scenarios of the catalogue, as TAP:
departures.py STEPSHAKE [--write] [SCENARIO...]

The peer plays the party that has to notice, told what the scenario tells that party; our engine plays
the other one from the same file. Both go by the true time: descriptions of certificates count from
there. The alert that the peer sends is in the scenario's own set, or departures.ini says why that peer
does something else. `--write` writes DEPARTURES.md anew."""

import configparser
import contextlib
import json
import os
import pathlib
import re
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor

import sections
import told
import verdicts
from attacker import Attacker, Twist, Unplayable
from process import Failure, Process, listening_port

HERE = pathlib.Path(__file__).parent
CATALOGUE = HERE.parent.parent / "assets" / "scenarios"
TITLE = "What peers send when something goes wrong"
GOES_ON, CLOSES = "goes on", "closes without an alert"
PEERS = ("OpenSSL", "GnuTLS")
# What neither program can be told, so that it would not be the same situation.
UNTOLD = {
    ("client", "pins"), ("server", "pins"), ("client", "certificate-signature-schemes"),
    ("client", "certificate-compression"), ("server", "post-handshake-auth"),
    ("client", "misbehave"), ("server", "misbehave"),
}
# How they say that a connection has failed.
GAVE_UP = re.compile(r"^\*\*\* Fatal error|^\*\*\* Handshake has failed|error:0A", re.MULTILINE)
TIMEOUT = "15"  # of our side, in seconds; only a hang comes near it


class Scenario:
    """What its file says, and the alerts that it allows."""

    def __init__(self, path, program):
        self.path, self.name = path, path.stem
        self.settings = verdicts.settings_of(path)
        noticed, _, alerts = self.settings.get(("expect", "alert"), "").partition(" ")
        self.role, self.alerts = noticed, alerts.split("|")
        self.ours = "server" if noticed == "client" else "client"
        self.twists = []
        if self.settings.get(("network", "twist.1")):
            trace = json.loads(verdicts.run(program, "trace", str(path), "--format", "json").stdout)
            suites = self.words("cipher-suites")
            self.twists = [Twist(value, trace, " ".join(suites))
                           for (group, key), value in self.settings.items()
                           if group == "network" and key.startswith("twist.")]

    def of(self, key, otherwise=""):
        """What it says of the party that notices."""
        return self.settings.get((self.role, key), otherwise)

    def words(self, key, otherwise=""):
        return self.of(key, otherwise).split()

    @property
    def versions(self):
        return self.words("versions", "TLS1.3")


def refuse_unplayable(scenario):
    """Or Unplayable, with the reason."""
    groups = {group for group, _ in scenario.settings}
    if any("." in group and not group.startswith("certificate.") for group in groups):
        raise Unplayable("it has several connections, or a man in the middle")
    for key in sorted(UNTOLD & scenario.settings.keys()):
        if key[0] == scenario.role:
            raise Unplayable(f"no peer can be told {'.'.join(key)}")
    if ("certificate." + scenario.of("certificate")) in groups:
        raise Unplayable("no peer takes such a certificate for its own")
    if any(twist.sender == scenario.role and not twist.of_hello for twist in scenario.twists):
        raise Unplayable("the attacker changes what the peer itself sends")
    if {"SSL3.0", "SSL2.0"} & set(scenario.settings.get((scenario.ours, "versions"), "").split()):
        raise Unplayable("our imitation of the oldest versions is tried by history.py")


# --- One connection ---

def ours(program, directory, scenario, where):
    now = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    return Process([program, *where, "--scenario", scenario.path, "--set", f"scenario.time={now}",
                    "--timeout", TIMEOUT, "--trace", "trace.json"], directory)


@contextlib.contextmanager
def between(port, scenario):
    """The port to connect to."""
    if not scenario.twists:
        yield port
        return
    with Attacker(port, scenario.twists) as attacker:
        yield attacker.port


def play_client(program, directory, scenario, peer):
    """The peer's client at our server; what it said."""
    with ours(program, directory, scenario, ["serve", "--port", "0", "--once"]) as server:
        port = server.wait_for(r"^listening on 127\.0\.0\.1:(\d+)$")[1]
        with between(port, scenario) as port, \
                Process(told.CLIENTS[peer](scenario, port), directory) as client:
            client.type("hello\n")
            server.wait_for_end()
            client.end_input()
            client.wait_for_end()
            return client.text


def play_server(program, directory, scenario, peer):
    """Our client at the peer's server; what that said."""
    own = scenario.of("certificate", "ecdsa")
    (directory / "own.pem").write_text(verdicts.run(program, "list", "certificates", "--pem",
                                                    own).stdout)
    (directory / "keys").write_text(scenario.of("pre-shared-keys") + "\n")
    with Process(told.SERVERS[peer](scenario), directory) as server:
        if peer == "OpenSSL":
            port = server.wait_for(r"^ACCEPT 127\.0\.0\.1:(\d+)$")[1]
        else:
            server.wait_for(r"listening on IPv4 .*done$")
            port = listening_port(server.child.pid)
        with between(port, scenario) as port, ours(
                program, directory, scenario,
                ["connect", f"127.0.0.1:{port}", "--send", "-"]) as client:
            client.type("hello\n")
            client.end_input()
            client.wait_for_end()
            if peer == "OpenSSL":
                server.wait_for_end()
            server.read_what_is_there()
            return server.text


# --- What the peer did ---

def sent_alert(trace, role):
    """The first that tells of an error, as our trace has it."""
    for message in trace["messages"]:
        if message["sender"] == role and message["name"] == "Alert" and message.get("fields"):
            name = message["fields"][-1]["value"].split(" ")[0]
            if name not in ("close_notify", "user_canceled", "no_renegotiation"):
                return name
    return None


def said_alert(text, peer, program):
    """In its own words, when what it sent cannot be opened: the keys are not the same any more."""
    if peer == "OpenSSL":
        found = re.findall(r">>> .*Alert \[length 0002\], fatal (\w+)", text)
        return found[0] if found else None
    found = re.findall(r"Sending Alert\[2\|(\d+)\]", text)
    if not found:
        return None
    names = re.findall(r"^ *(\d+) +(\w+)", verdicts.run(program, "list", "alerts").stdout,
                       re.MULTILINE)
    return dict(names).get(found[0], found[0])


def behaviour(program, directory, scenario, peer):
    with contextlib.suppress(FileNotFoundError):
        os.remove(directory / "trace.json")
    play = play_client if scenario.role == "client" else play_server
    text = play(program, directory, scenario, peer)
    trace = json.loads((directory / "trace.json").read_text())
    alert = sent_alert(trace, scenario.role) or said_alert(text, peer, program)
    if alert:
        return alert
    causes = [e["cause"] for e in trace["events"] if e["kind"] == "fail"]
    if causes:
        return f"we stop first: {causes[0]}"
    ends = [e["landmark"] for e in trace["events"] if e["kind"] == "end"]
    if not GAVE_UP.search(text) and any(end.endswith((".closed", ".established", ".truncated"))
                                        for end in ends):
        return GOES_ON
    return CLOSES if GAVE_UP.search(text) else f"unclear: {ends}"


# --- The table ---

def reasons():
    """{(peer, scenario): (what it does, why)}"""
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None)
    parser.read(HERE / "departures.ini", "utf-8")
    table = {}
    for name in parser.sections():
        peer, _, does = name.partition(": ")
        for scenario in parser[name]["scenarios"].split():
            table[peer, scenario] = does.partition(" (")[0], " ".join(parser[name]["why"].split())
    return table


def judge(scenario, peer, does, table):
    """What is wrong, or None."""
    row = table.get((peer, scenario.name))
    if does in scenario.alerts:
        return f"departures.ini is out of date: it does {does}, as expected" if row else None
    if row is None:
        return f"does {does}; expected {'|'.join(scenario.alerts)}"
    return None if row[0] == does else f"does {does}; departures.ini: {row[0]}"


def body(played, rows, left_out):
    lines = [f"{played} times a real peer played the party of a scenario that has to notice, and our",
             "engine the other one, from the same file. In the cases below it did something else than",
             "send an alert of the scenario's own set; in all others it did just that.", "",
             "| scenario | expected of | peer | it | why |", "|---|---|---|---|---|"]
    lines += [f"| {s.name} | {s.role}: {' or '.join(sorted(s.alerts))} | {peer} | {does} | {why} |"
              for s, peer, does, why in rows]
    lines += ["", "Not played:", ""]
    for why in sorted(set(left_out.values())):
        lines.append(f"- {why}: {', '.join(n for n in left_out if left_out[n] == why)}")
    return "\n".join(lines) + "\n"


def failing(program, names):
    """The playable ones, and why the others are not."""
    scenarios, left_out = [], {}
    for line in (CATALOGUE / "catalogue.txt").read_text("utf-8").splitlines():
        name = line.strip()
        if not name or name[0] in "#[" or (names and name not in names):
            continue
        path = CATALOGUE / f"{name}.scenario"
        if not re.search(r"^alert=", path.read_text("utf-8"), re.MULTILINE):
            continue
        try:
            scenario = Scenario(path, program)
            refuse_unplayable(scenario)
            scenarios.append(scenario)
        except Unplayable as why:
            left_out[name] = str(why)
    return scenarios, left_out


def try_one(program, directory, scenario, peer, table):
    """What the peer did, None when it did not play; and what is wrong with it."""
    try:
        does = behaviour(program, directory, scenario, peer)
        return does, judge(scenario, peer, does, table)
    except Unplayable as why:
        return None, str(why)
    except Failure as failure:
        return "fails", str(failure)


def stages(program, folder):
    """A directory for each peer."""
    roots = {f"{name}.pem": verdicts.run(program, "list", "certificates", "--pem", name).stdout
             for name in ("root", "client-root")}
    directories = [pathlib.Path(folder) / peer for peer in PEERS]
    for directory in directories:
        directory.mkdir()
        for name, text in roots.items():
            (directory / name).write_text(text)
    return directories


def report(scenario, peer, number, does, problem):
    print(f"{'not ok' if problem else 'ok'} {number} - {scenario.name}, {peer}'s {scenario.role}: "
          f"{does}")
    if problem:
        print("# " + problem.replace("\n", "\n# "))
    sys.stdout.flush()


def play_all(program, scenarios, table, left_out):
    """Scenario, peer, what it did, and what is wrong with that, of each."""
    number = 0
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(len(PEERS)) as pool:
        directories = stages(program, folder)
        for scenario in scenarios:
            tries = pool.map(lambda peer, directory, s=scenario: try_one(program, directory, s, peer,
                                                                        table), PEERS, directories)
            for peer, (does, problem) in zip(PEERS, tries):
                number += 1
                if does is None:
                    left_out[f"{scenario.name} by {peer}"] = problem
                    print(f"ok {number} - {scenario.name}: not for {peer}: {problem}")
                    continue
                report(scenario, peer, number, does, problem)
                yield scenario, peer, does, problem


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    names = [word for word in sys.argv[2:] if word != "--write"]
    scenarios, left_out = failing(program, names)
    table = reasons()
    number = len(scenarios) * len(PEERS)
    print(f"TAP version 14\n1..{number + 2}")
    played = list(play_all(program, scenarios, table, left_out))
    known = {scenario.name for scenario in scenarios}
    stale = sorted(row for row in table if row[1] not in known and not names)
    for peer, name in stale:
        print(f"# departures.ini is out of date: {peer} does not play {name}")
    text = body(len(played), [(scenario, peer, does, table.get((peer, scenario.name), ("", ""))[1])
                              for scenario, peer, does, _ in played
                              if does not in scenario.alerts], left_out)
    if "--write" in sys.argv:
        sections.write(TITLE, text)
    current = sections.says(TITLE, text) or bool(names)
    wrong = stale or any(problem for _, _, _, problem in played)
    print(f"{'ok' if current else 'not ok'} {number + 1} - DEPARTURES.md says the same")
    print(f"{'not ok' if wrong else 'ok'} {number + 2} - departures.ini says why, and nothing else")
    return 1 if wrong or not current else 0


if __name__ == "__main__":
    sys.exit(main())
