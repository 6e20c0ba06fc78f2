#!/usr/bin/env python3
"""The command `stepshake` as users meet it, as TAP: cli.py STEPSHAKE SOURCE-ROOT

What it writes, its exit status, and one clear line for whatever is wrong."""

import json
import os
import pathlib
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import threading
import xml.etree.ElementTree as ElementTree

import terminal
from command import PROGRAM, ROOT, good, main, refused, run, test, write

COMMANDS = ["play", "check", "trace", "graph", "explain", "connect", "serve", "list"]


# --- The command itself ---

@test
def version_and_help(_):
    version = re.search(r"version: '([^']*)'", (ROOT / "meson.build").read_text()).group(1)
    assert good("--version") == f"stepshake {version}\n"
    text = good("--help")
    for command in COMMANDS:
        assert re.search(rf"^  {command} ", text, re.M), f"--help lacks {command}"
        own = good(command, "--help")
        assert f"stepshake {command}" in own and "--" in own
    assert good("help") == text and good("-h") == text


@test
def wrong_commands_and_options(_):
    refused(2, "--help")
    refused(2, ["“trce”", "perhaps “trace”", "list"], "trce")
    refused(2, ["“--verison”", "allowed"], "--verison")
    for command in COMMANDS:
        refused(2, [command, "--sede", "allowed"], command, "--sede", "1")
    refused(2, ["--sead", "perhaps --seed"], "trace", "--sead", "1")
    refused(2, "--seed", "trace", "healthy", "--seed")
    refused(2, ["“two”", "one scenario"], "trace", "healthy", "two")


@test
def stdout_that_is_full_is_no_success(_):
    for line in ("trace healthy", "play healthy", "check healthy", "list scenarios", "--help",
                 "graph client"):
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run([PROGRAM, *line.split()], stdout=full, stderr=subprocess.PIPE,
                                  text=True, check=False)
        assert done.returncode == 3 and done.stderr.count("\n") == 1, (line, done)


# --- trace ---

@test
def trace_in_each_format(folder):
    text = good("trace", "healthy")
    assert "client.ClientHello.sent" in text and "server.FAILED" not in text
    trace = json.loads(good("trace", "healthy", "--format", "json"))
    assert trace["end"]["client"]["outcome"] == "closed"
    keylog = good("trace", "healthy", "--format=keylog")
    assert re.fullmatch(r"([A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]{64}\n){5}", keylog), keylog
    good("trace", "healthy", "--format", "pcapng", "-o", folder / "a.pcapng")
    assert (folder / "a.pcapng").read_bytes()[:4] == b"\x0a\x0d\x0d\x0a"
    assert good("trace", "healthy", "-o", "-") == text


@test
def trace_of_a_saved_trace(folder):
    first = good("trace", "flipped-bit-in-server-hello", "--seed", "x", "--format", "json")
    path = write(folder / "run.json", first)
    assert good("trace", path, "--format", "json") == first
    assert "ServerHello" in good("play", path)


@test
def trace_with_other_settings(_):
    one = good("trace", "healthy", "--set", "client.cipher-suites=TLS_CHACHA20_POLY1305_SHA256")
    assert "cipher_suite: TLS_CHACHA20_POLY1305_SHA256" in one
    assert good("trace", "healthy", "--seed", "2") != good("trace", "healthy", "--seed", "3")
    assert good("trace", "healthy", "--seed", "2") == good("trace", "healthy", "--seed", "2")


@test
def trace_at_a_moment_and_by_an_observer(_):
    early = json.loads(good("trace", "healthy", "--format", "json", "--at", "ServerHello.sent"))
    assert early["events"][-1]["landmark"] == "server.ServerHello.sent"
    assert json.loads(good("trace", "healthy", "--format", "json", "--at", "start"))["events"] == []
    seen = json.loads(good("trace", "healthy", "--format", "json", "--seen-by", "eavesdropper"))
    assert [m["name"] for m in seen["messages"]] == ["ClientHello", "ServerHello"]
    assert seen["secrets"] == [] and "scenario" not in seen


@test
def trace_that_does_not_end_as_expected(_):
    status, out, err = run("trace", "healthy", "--set", "server.cipher-suites=TLS_AES_256_GCM_SHA384",
                           "--set", "client.cipher-suites=TLS_AES_128_GCM_SHA256")
    assert status == 1 and "handshake_failure" in out and "expected the outcome established" in err
    good("trace", "no-common-cipher-suite")


@test
def trace_of_bad_input(folder):
    bad = write(folder / "bad.scenario", "[scenario]\n\n[client]\ncipher-suites=TLS_AES_128_GCM_SHA257\n")
    refused(2, [f"{bad}:4: ", "TLS_AES_128_GCM_SHA257", "TLS_AES_128_GCM_SHA256"], "trace", bad)
    refused(2, ["“helthy”", "healthy"], "trace", "helthy")
    refused(2, ["“htm”", "text", "pcapng"], "trace", "healthy", "--format", "htm")
    refused(2, ["“bob”", "eavesdropper"], "trace", "healthy", "--seen-by", "bob")
    refused(2, ["--at", "“nowhere”", "MESSAGE.sent"], "trace", "healthy", "--at", "nowhere")
    refused(2, ["client.ciphers", "cipher-suites"], "trace", "healthy", "--set", "client.ciphers=x")
    refused(2, "en", "trace", "healthy", "--lang", "tlh")
    refused(2, ["no JSON"], "trace", write(folder / "bad.json", "{\"format\": "))
    refused(3, "no/such.scenario", "trace", "no/such.scenario")


@test
def no_file_is_left_behind(folder):
    kept = write(folder / "kept", "as it was")
    refused(1, "client.failed", "trace", "healthy", "--at", "client.failed", "-o", kept)
    refused(2, "“htm”", "trace", "healthy", "--format", "htm", "-o", kept)
    refused(3, "no/such", "trace", "healthy", "-o", folder / "no" / "such")
    refused(3, str(folder), "graph", "client", "-o", folder)
    assert kept.read_text() == "as it was" and os.listdir(folder) == ["kept"]


# --- graph ---

@test
def graph_of_each_kind(folder):
    for kind in ("flowchart", "ladder", "client", "server", "secrets"):
        dot = good("graph", kind, "healthy") if kind != "client" else good("graph", kind)
        done = subprocess.run(["dot", "-Tplain"], input=dot, text=True, capture_output=True,
                              check=False)
        assert done.returncode == 0, f"dot refuses {kind}: {done.stderr}"
        svg = good("graph", kind, "healthy", "--format", "svg")
        assert ElementTree.fromstring(svg).tag.endswith("svg")
        assert good("graph", kind, "healthy", "--format", "mermaid")
        for form, magic in (("png", b"\x89PNG\r\n"), ("pdf", b"%PDF-")):
            path = folder / f"a.{form}"
            good("graph", kind, "healthy", "--format", form, "-o", path)
            assert path.read_bytes().startswith(magic)


@test
def graph_as_of_a_moment(_):
    assert good("graph", "client", "healthy", "--at", "client.WAIT_EE") != good(
        "graph", "client", "healthy")
    assert "Key Exchange" in good("graph", "flowchart", "--classic")
    assert "Key Exchange" not in good("graph", "flowchart")
    ladder = good("graph", "ladder", "healthy", "--seen-by", "eavesdropper", "--format", "mermaid")
    assert "ServerHello" in ladder and "CertificateVerify" not in ladder


@test
def graph_of_bad_input(_):
    refused(2, "flowchart", "graph")
    refused(2, ["“fowchart”", "flowchart"], "graph", "fowchart")
    refused(2, ["gif", "svg"], "graph", "client", "--format", "gif")
    refused(2, "--classic", "graph", "client", "--classic")


@test
def nothing_to_draw_with_is_loaded_at_the_start(_):
    out = good("--version", environment={"LD_TRACE_LOADED_OBJECTS": "1"})
    assert "libgnutls" in out, out
    found = re.findall(r"lib(?:stepshake|gvc|cgraph|pango|cairo|fontconfig|X11)\S*", out)
    assert not found, found


@test
def graph_without_what_draws(folder):
    """The program alone, then with its library where it says that it looks for it."""
    # Meson says where the libraries of a build lie.
    environment = {key: value for key, value in os.environ.items() if key != "LD_LIBRARY_PATH"}

    def graph(*arguments):
        done = subprocess.run([link, "graph", *arguments], capture_output=True, timeout=60,
                              check=False, env=environment)
        return done.returncode, done.stdout, done.stderr.decode()

    moved, link = folder / "usr" / "bin" / "stepshake", folder / "stepshake"
    moved.parent.mkdir(parents=True)
    shutil.copy(PROGRAM, moved)
    link.symlink_to(moved)
    for arguments in (("client", "--format", "svg"), ("ladder", "healthy", "--format", "png"),
                      ("ladder", "healthy"), ("client", "--compare", "healthy", "hello-retry"),
                      ("ladder", "--compare", "healthy", "hello-retry", "--format", "pdf")):
        status, out, err = graph(*arguments)
        assert (status, out, err.count("\n")) == (3, b"", 1), (arguments, status, err)
        assert "libstepshake-draw.so" in err, err
    assert graph("flowchart")[0] == 0 and graph("ladder", "--format", "mermaid")[0] == 0
    place = moved.parent / re.search(r"installed in (\S+),", err).group(1)
    place.mkdir(parents=True)
    shutil.copy(pathlib.Path(PROGRAM).parents[1] / "libstepshake-draw.so", place)
    status, out, err = graph("ladder", "healthy", "--format", "png")
    assert (status, err) == (0, "") and out.startswith(b"\x89PNG"), err


# --- check ---

@test
def check_all_that_is_built_in(_):
    everything = (ROOT / "lessons", ROOT / "assets" / "scenarios")
    out = good("check", *everything, "--jobs", "8")
    assert re.search(r"^\d+ passed, 0 failed$", out, re.M), out
    assert "first-handshake.md" in out
    assert out == good("check", *everything, "--jobs", "1"), "many jobs check something else"


@test
def check_finds_what_is_wrong(folder):
    wrong = write(folder / "wrong.scenario", "[expect]\noutcome=failed\n")
    status, out, err = run("check", wrong)
    assert status == 1 and "expected the outcome failed, found established" in out and not err
    broken = write(folder / "broken.scenario", "[klient]\n")
    status, out, err = run("check", wrong, broken)
    assert status == 2 and f"{broken}:1: " in out
    lesson = (ROOT / "lessons" / "en" / "first-handshake.md").read_text()
    bent = write(folder / "bent.md", lesson.replace(
        "ServerHello.cipher_suite = TLS_AES_128_GCM_SHA256",
        "ServerHello.cipher_suite = TLS_AES_256_GCM_SHA384", 1))
    status, out, err = run("check", bent)
    line = bent.read_text().splitlines().index("ServerHello.cipher_suite = TLS_AES_256_GCM_SHA384")
    assert status == 1 and f"{bent}:{line + 1}: " in out and "TLS_AES_128_GCM_SHA256" in out, out


@test
def check_reports_for_machines(folder):
    write(folder / "a.scenario", "")
    write(folder / "b.scenario", "[expect]\noutcome=failed\n")
    status, out, _ = run("check", folder, "--format", "tap", "--jobs", "2")
    lines = out.splitlines()
    assert status == 1 and lines[:3] == ["1..2", f"ok 1 - {folder}/a.scenario",
                                         f"not ok 2 - {folder}/b.scenario"], out
    status, out, _ = run("check", folder, "--format", "junit", "-o", folder / "report.xml")
    suite = ElementTree.parse(folder / "report.xml").getroot()
    assert status == 1 and (suite.get("tests"), suite.get("failures")) == ("2", "1") and not out
    assert len(suite.findall("./testcase/failure")) == 1


@test
def check_of_bad_input(folder):
    refused(2, "lessons", "check")
    refused(2, "no lessons", "check", folder)
    refused(2, ["“xml”", "junit"], "check", folder, "--format", "xml")
    refused(2, ["--jobs", "1"], "check", folder, "--jobs", "0")
    for name in ("none.md", "none.scenario"):
        status, out, err = run("check", folder / name)
        assert status == 3 and name in out and not err, (status, out, err)


# --- explain ---

def message_hex(name):
    trace = json.loads(good("trace", "healthy", "--format", "json"))
    return next(m for m in trace["messages"] if m["name"] == name), trace


@test
def explain_messages_and_records(folder):
    hello, trace = message_hex("ClientHello")
    plain = good("explain", "-", text=hello["bytes"])
    assert re.search(r"^0027 +\d+ .*cipher_suites", plain, re.M), plain
    assert "server.example" in plain and "RFC 9846 4.2.2" in plain
    record = good("explain", write(folder / "record", trace["records"][0]["bytes"]))
    assert "TLSPlaintext" in record and re.search(r"^002c +\d+ .*cipher_suites", record, re.M)
    sealed = good("explain", "-", text=trace["records"][3]["bytes"])
    assert "Sealed" in sealed and "tag" in sealed
    finished, _ = message_hex("Finished")
    spaced = " ".join(re.findall("..", finished["bytes"])) + "\n"
    assert "verify_data" in good("explain", "--as", "Finished", text=spaced)
    assert len(good("explain", "-v", "-", text=hello["bytes"])) > 2 * len(plain)


@test
def explain_covers_every_byte(_):
    _, trace = message_hex("ClientHello")
    for message in trace["messages"]:
        if message["name"] in ("application_data", "Alert", "ChangeCipherSpec"):
            continue
        out = good("explain", "--as", message["name"], text=message["bytes"])
        check_covered(out, len(message["bytes"]) // 2)


def check_covered(out, whole):
    covered = set()
    for offset, size in re.findall(r"^([0-9a-f]{4}) +(\d+)  ", out, re.M):
        if int(size) < whole:
            covered.update(range(int(offset, 16), int(offset, 16) + int(size)))
    assert covered == set(range(whole)), out


def vectors(name):
    text = re.sub("#.*", "", (ROOT / "tests" / "vectors" / name).read_text())
    return {key: "".join(value.split())
            for key, value in re.findall(r"^(\w+) =((?:\s*[0-9a-f]+)+)$", text, re.M)}


@test
def explain_what_others_sent(_):
    names = {1: "ClientHello", 2: "ServerHello", 11: "Certificate", 13: "CertificateRequest",
             25: "CompressedCertificate"}
    messages = vectors("messages.txt")
    assert len(messages) >= 14, messages.keys()
    for key, text in messages.items():
        name = names[int(text[:2], 16)]
        out = good("explain", "-v", "--as", name, text=text)
        check_covered(out.split("\nUnpacked:")[0], len(text) // 2)
        assert key == "hello_retry_request" or out.split()[2] == name, (key, out[:80])
    certificate = good("explain", text=messages["openssl_certificate"])
    packed = good("explain", text=messages["compressed_certificate"])
    assert packed.endswith("Unpacked:\n" + certificate)
    damaged = messages["compressed_certificate"][:-2] + "00"
    status, out, err = run("explain", text=damaged)
    assert status == 1 and "cannot be unpacked" in out and not err, (status, out, err)


@test
def explain_says_what_is_broken(_):
    hello, _ = message_hex("ClientHello")
    shorter = f"01{len(hello['bytes']) // 2 - 5:06x}{hello['bytes'][8:-2]}"
    status, out, err = run("explain", text=shorter)
    assert status == 1 and "decode_error" in out and not err
    status, out, err = run("explain", text="-----BEGIN CERTIFICATE-----\nAAAA\n"
                           "-----END CERTIFICATE-----\n")
    assert status == 1 and "no certificate" in out and not err


@test
def explain_certificates(_):
    out = good("explain", text=good("list", "certificates", "--pem", "ecdsa"))
    assert "CN=server.example" in out and out.count("Certificate, ") == 2


@test
def explain_of_bad_input(folder):
    refused(2, ["stdin", "“x”"], "explain", text="16 03 xx")
    refused(2, "odd", "explain", text="160")
    refused(2, "nothing to explain", "explain", text="")
    refused(2, ["“Hello”", "ClientHello"], "explain", "--as", "Hello", text="00")
    refused(2, "BEGIN CERTIFICATE", "explain", text="-----BEGIN NOTHING-----\n")
    refused(3, "no-such", "explain", folder / "no-such")
    good("trace", "healthy", "--format", "pcapng", "-o", folder / "a.pcapng")
    refused(2, ["a.pcapng", "capture"], "explain", folder / "a.pcapng")


# --- list ---

@test
def list_everything(_):
    for kind in ("scenarios", "lessons", "settings", "suites", "groups", "schemes", "alerts", "certificates",
                 "twists", "states", "unnoticed", "history"):
        assert good("list", kind).strip(), kind
    scenarios = good("list", "scenarios")
    for path in (ROOT / "assets" / "scenarios").glob("*.scenario"):
        assert re.search(rf"^  {path.stem} ", scenarios, re.M), path
    assert re.search(r"^0x1303 +TLS_CHACHA20_POLY1305_SHA256 ", good("list", "suites"), re.M)
    assert re.search(r"^ *40 +handshake_failure$", good("list", "alerts"), re.M)
    assert re.search(r"^1999 +TLS 1\.0 ", good("list", "history"), re.M)
    assert re.search(r"RFC\s+2246", good("list", "history"))
    refused(2, ["“suits”", "suites"], "list", "suits")
    refused(2, "suites", "list")


@test
def list_certificates_as_pem(folder):
    root = write(folder / "root.pem", good("list", "certificates", "--pem", "root"))
    for name in ("ecdsa", "rsa", "ed25519"):
        chain = write(folder / "chain.pem",
                      good("list", "certificates", "--pem", name, "--host", "my.example"))
        done = subprocess.run(
            ["openssl", "verify", "-CAfile", root, "-untrusted", chain, "-verify_hostname",
             "my.example", chain], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    refused(2, ["“gold”", "stepshake list certificates", "root"], "list", "certificates", "--pem",
            "gold")


# --- connect and serve ---

class Server:
    """`stepshake serve` on a free port; a context manager."""

    def __init__(self, *arguments):
        self.child = subprocess.Popen([PROGRAM, "serve", "--port", "0", *map(str, arguments)],
                                      stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.child.stdout.readline()
        match = re.fullmatch(r"listening on 127\.0\.0\.1:(\d+)\n", line)
        assert match, line
        self.port = match.group(1)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.child.poll() is None:
            self.child.kill()
        self.child.communicate()

    def end(self):
        _, err = self.child.communicate(timeout=30)
        return self.child.returncode, err


NAMED = ["--set", "client.server-name=server.example"]


@test
def serve_and_connect_record_both_sides(folder):
    with Server("--once", "--trace", folder / "server.json") as server:
        out = run("connect", f"127.0.0.1:{server.port}", *NAMED, "--trace", folder / "client.json")
        assert out[0] == 0 and "You spoke" in out[1] or "Stepshake" in out[1], out
        assert server.end()[0] == 0
    ours, theirs = (json.loads((folder / f"{p}.json").read_text()) for p in ("client", "server"))
    assert ours["origin"] == "live" and "scenario" not in ours
    for sender in ("client", "server"):
        here, there = ([r["bytes"] for r in trace["records"] if r["sender"] == sender]
                       for trace in (ours, theirs))
        assert here == there, sender
    assert len(ours["seed"]) == 32 and ours["seed"] != theirs["seed"]
    refused(2, "outside peer", "play", folder / "client.json")


@test
def live_captures_open_in_wireshark(folder):
    with Server("--once") as server:
        path = folder / "live.pcapng"
        assert run("connect", f"127.0.0.1:{server.port}", *NAMED, "--trace", path)[0] == 0
    names = subprocess.run(["tshark", "-r", path, "-Y", "tls.handshake", "-T", "fields", "-e",
                            "tls.handshake.type"], capture_output=True, text=True, check=True)
    assert names.stdout.split() == ["1", "2", "8", "11", "15", "20", "20"], names.stdout


@test
def a_seed_makes_the_same_hello_again(folder):
    hellos = []
    for number in range(2):
        with Server("--once") as server:
            path = folder / f"{number}.json"
            run("connect", f"127.0.0.1:{server.port}", *NAMED, "--seed", "7", "--trace", path)
        hellos.append(json.loads(path.read_text())["records"][0]["bytes"])
    assert hellos[0] == hellos[1]


@test
def a_handshake_that_fails_is_status_1(_):
    with Server("--once") as server:
        status, _, err = run("connect", f"127.0.0.1:{server.port}", "--set", "client.trust=none",
                             *NAMED)
        assert status == 1 and "unknown_ca" in err, err
        status, err = server.end()
        assert status == 1 and "unknown_ca" in err, err


@test
def serve_goes_on_until_it_is_interrupted(_):
    with Server() as server:
        for _ in range(2):
            assert run("connect", f"127.0.0.1:{server.port}", *NAMED)[0] == 0
        server.child.send_signal(signal.SIGINT)
        assert server.end()[0] == 0


@test
def serve_answers_http(_):
    def ask(*lines):
        text = "".join(f"{line}\r\n" for line in lines)
        return run("connect", f"127.0.0.1:{server.port}", *NAMED, "--send", "-", text=text)[1]

    with Server() as server:
        head, page = ask("GET / HTTP/1.1", "Host: server.example", "").split("\n\n", 1)
        assert head.startswith("HTTP/1.1 200 OK\n"), head
        assert f"\nContent-Length: {len(page.encode())}\n" in head + "\n", head
        assert "\nConnection: close" in head and "version TLS1.3" in page
        assert ask("HEAD / HTTP/1.1", "Host: server.example", "") == head + "\n\n"
        assert ask("POST / HTTP/1.1", "Host: x", "").startswith("HTTP/1.1 405 ")
        assert ask("hello") == page == ask("HELLO you")


class PythonServer(threading.Thread):
    """Python's (that is OpenSSL's) server for one connection: TALK gets the socket."""

    def __init__(self, folder, talk):
        super().__init__()
        self.talk = talk
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(
            write(folder / "chain.pem", good("list", "certificates", "--pem", "ecdsa")))
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.where = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self):
        with self.listener, self.listener.accept()[0] as one:
            with self.context.wrap_socket(one, server_side=True) as connection:
                self.talk(connection)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.join(30)


@test
def connect_reads_a_long_answer_to_its_end(folder):
    answer = "0123456789abcdef" * 16384

    def talk(connection):
        assert connection.recv(100) == b"hello"
        for start in range(0, len(answer), 10000):
            connection.sendall(answer[start:start + 10000].encode())
        connection.unwrap()

    with PythonServer(folder, talk) as server:
        status, out, err = run("connect", server.where, *NAMED, "--send", "hello", "--idle", "60")
        assert status == 0 and out == answer, (status, len(out), err)


@test
def connect_sends_what_stdin_holds(folder):
    question = "0123456789abcdef" * 65536
    got = []

    def talk(connection):
        while some := connection.recv(65536):  # to the client's goodbye
            got.append(some)
        connection.sendall(b"all of it")
        connection.unwrap()

    with PythonServer(folder, talk) as server:
        status, out, err = run("connect", server.where, *NAMED, "--send", "-", text=question)
        assert (status, out) == (0, "all of it"), (status, out, err)
    assert b"".join(got).decode() == question


@test
def serve_numbers_its_traces(folder):
    with Server("--trace", folder / "a.b" / "t.json") as server:
        (folder / "a.b").mkdir()
        for _ in range(2):
            run("connect", f"127.0.0.1:{server.port}", *NAMED)
        server.child.send_signal(signal.SIGTERM)
        assert server.end()[0] == 0
    assert sorted(p.name for p in (folder / "a.b").iterdir()) == ["t-1.json", "t-2.json"]


EARLY = ["--set", "server.tickets=2", "--set", "server.early-data=100", "--set",
         "server.anti-replay=yes"]


@test
def connect_comes_back_with_its_tickets(folder):
    session = folder / "session"

    def visit(server, *more):
        status, _, err = run("connect", f"127.0.0.1:{server.port}", *NAMED, "--session", session,
                             "--set", "client.early-data=Early!", *more)
        assert status == 0, err
        return err

    with Server(*EARLY, "--trace", folder / "t.json") as server:
        assert "resumed" not in visit(server) and "[ticket.2]" in session.read_text()
        assert session.stat().st_mode & 0o777 == 0o600, oct(session.stat().st_mode)
        for _ in range(2):
            assert "· resumed by a ticket · early data accepted · seed" in visit(server)
        old = session.read_text()
        server.child.send_signal(signal.SIGINT)
        assert server.end()[1].count("· resumed by a ticket · early data accepted · seed") == 2
    assert b"Early!".hex() in (folder / "t-2.json").read_text()
    with Server(*EARLY) as another:  # it cannot open them
        assert "· early data refused · seed" in visit(another) and session.read_text() != old
    session.write_text(old + "[ticket.3]\n")
    refused(2, [f"{session}:{old.count(chr(10)) + 1}: [ticket.3] lacks “cipher-suite”"], "connect",
            "127.0.0.1:1", *NAMED, "--session", session)
    assert session.read_text() == old + "[ticket.3]\n"


@test
def serve_hangs_up_behind_its_reply(_):
    with Server("--hang-up", "--set", "server.reply=so long") as server:
        status, out, err = run("connect", f"127.0.0.1:{server.port}", *NAMED, "--send", "hello",
                               "--idle", "60")
        assert (status, out) == (0, "so long") and err.startswith("closed: "), (out, err)


@test
def connect_and_serve_of_bad_input(_):
    refused(2, "HOST", "connect")
    refused(2, "HOST", "connect", ":4433")
    refused(2, "no host", "connect", "localhost:http://")
    refused(3, "127.0.0.1:1", "connect", "127.0.0.1:1")
    refused(2, ["--port", "65535"], "serve", "--port", "65536")
    refused(2, ["“here”"], "serve", "--listen", "here")
    refused(2, ["--timeout", "3600"], "connect", "localhost", "--timeout", "0")
    refused(2, ["--idle", "3600"], "connect", "localhost", "--idle", "-1")
    refused(2, "“helthy”", "serve", "--scenario", "helthy")
    with Server() as server:
        refused(3, "", "serve", "--port", server.port)


# --- play ---

@test
def play_without_a_terminal_prints_all(_):
    lesson = good("play")
    for title in re.findall(r"^## (.*)$", (ROOT / "lessons/en/first-handshake.md").read_text(), re.M):
        assert title in lesson, title
    assert "\x1b" not in lesson and "Right." in lesson
    events = json.loads(good("trace", "healthy", "--format", "json"))["events"]
    out = re.sub(r"\s+", " ", good("play", "healthy"))
    for event in events:
        assert event["title"] in out, event["title"]
    refused(2, "lesson", "play", "first-handshake", "--seed", "3")
    refused(2, "“helthy”", "play", "helthy")


def play(*arguments, **options):
    return terminal.Terminal([PROGRAM, "play", *arguments], **options)


def shown(played, keys):
    """The screen after KEYS were pressed one by one, each after the last was answered."""
    for key in keys:
        played.press(key)
        played.read_until("[q] quit")
    return played.screen()


@test
def play_steps_with_keys(_):
    events = json.loads(good("trace", "healthy", "--format", "json"))["events"]
    with play("healthy") as played:
        played.read_until("[q] quit")
        first = played.screen()
        assert "Nothing has happened yet." in "\n".join(first)
        for event in events[:12]:
            screen = re.sub(r"\s+", " ", " ".join(shown(played, "n")))
            assert event["title"] in screen, (event["title"], screen)
        there = played.screen()
        assert shown(played, "\rb") == there, "Enter and b do not lead back"
        assert shown(played, " b") == there, "Space and b do not lead back"
        for _ in range(12):
            back = shown(played, "b")
        assert back == first
        assert any("◀" in line and "ServerHello" in line for line in shown(played, "oooo"))
        assert any("closed" in line for line in shown(played, "r"))
        played.press("q")
        assert played.wait() == 0 and played.is_as_before()
        assert "\x1b[?1049l" in played.text


@test
def play_breaks_what_is_under_way(folder):
    saved = folder / "broken.scenario"
    with play("healthy", rows=30, columns=110) as played:
        played.read_until("[q] quit")
        assert "Nothing is on its way" in "\n".join(shown(played, "x"))
        assert "Nothing was broken" in "\n".join(shown(played, "u"))
        whole = shown(played, "ooo")
        played.press("x")
        played.read_until("[Esc] leave")
        menu = "\n".join(played.screen())
        assert "What happens to ServerHello on its way? (server.record[1], 95 bytes" in menu, menu
        played.press("\x1b")
        played.read_until("[q]")
        assert played.screen() == whole, "leaving changes something"
        played.press("x")
        played.read_until("[Esc] leave")
        for key in "cipher set":
            played.press(key)
            played.read_until("[Esc] leave")
        assert any("▸ set server.ServerHello.cipher_suite TLS_AES" in line
                   for line in played.screen()), played.screen()
        # Wrong first: one line says what is allowed, and the menu stays.
        for key in "\t" + "\x7f" * 3 + "\r":
            played.press(key)
            played.read_until("[Esc] leave")
        assert "this finds nothing to change: " in "\n".join(played.screen())
        for key in "\x7f" * 60 + "xor server.ServerHello.random":
            played.press(key)
            played.read_until("[Esc] leave")
        for key in " 80":
            played.press(key)
            played.read_until("[Esc] leave")
        played.press("\r")
        played.read_until("[q]")
        assert "From here on: xor server.ServerHello.random 80" in "\n".join(played.screen())
        end = "\n".join(shown(played, "r"))
        assert "bad_record_mac" in end, end
        played.press("w")
        played.read_until("NAME.scenario):")
        played.press(str(saved) + "\r")
        played.read_until("[q]")
        assert "Saved as" in "\n".join(played.screen()), played.screen()
        played.press("w")
        played.read_until("NAME.scenario):")
        played.press(str(saved) + "\r")
        played.read_until("[q]")
        assert "is there already" in "\n".join(played.screen()), played.screen()
        played.press("u")
        played.read_until("[q]")
        assert "As it was before." in "\n".join(played.screen()), played.screen()
        assert "closed" in "\n".join(shown(played, "r"))
        played.press("q")
        assert played.wait() == 0 and played.is_as_before()
    text = saved.read_text()
    assert "twist.1=xor server.ServerHello.random 80\n" in text, text
    assert "alert=client bad_record_mac\n" in text and "outcome=failed\n" in text, text
    good("check", str(saved))


@test
def play_fits_into_its_terminal(_):
    for rows, columns in ((24, 80), (50, 200), (15, 60), (12, 40)):
        with play("flipped-bit-in-sealed-record", rows=rows, columns=columns) as played:
            played.read_until("[q]")
            for key in "n" * 20 + "ooooorsssggg":
                played.press(key)
                played.read_until("[q]")
                screen = played.screen()
                assert len(screen) <= rows + 1, (rows, columns, len(screen))
                for line in screen[:-1]:
                    assert terminal.width_of(line) <= columns, (columns, line)
            played.press("q")
            assert played.wait() == 0


@test
def play_tells_the_connections_apart(_):
    with play("resumption", rows=24, columns=80) as played:
        played.read_until("[q]")
        assert not any("· connection" in line for line in played.screen()[:1]), played.screen()
        assert any("connection 2" in line for line in shown(played, "r")[:1]), played.screen()
        for key in "gs":
            assert all(terminal.width_of(line) <= 80 for line in shown(played, key))
        played.press("q")
        assert played.wait() == 0


@test
def play_compares_two_runs(_):
    text = good("play", "--compare", "healthy", "hello-retry")
    assert "after 1 round trip" in text and "after 2 round trips" in text
    lines = text.splitlines()
    purposes = [line[2:].split("  ")[0] for line in lines if line.startswith("· ")]
    assert purposes[:4] == ["the offer", "asking for another offer", "the offer", "the choice"]
    assert "≠ key_share.server_share.group: x25519 │ secp256r1" in text
    # Either order of words, and the second connection by its number.
    assert good("play", "healthy", "--compare", "hello-retry") == text
    early = good("play", "--compare", "healthy", "early-data#2")
    assert early == good("play", "--compare", "healthy", "early-data")
    heads = [line.split("│")[1].strip() for line in early.splitlines()[:9]]
    assert "the client sends as soon as it may, at once;" in " ".join(heads), heads
    assert all(terminal.width_of(line) <= 80 for line in text.splitlines())


@test
def play_compares_tls12_and_tls13(_):
    text = good("play", "--compare", "healthy-tls12", "healthy")
    head = text.split("Before each message")[0].splitlines()
    left, right = (" ".join(line.split("│")[side].strip() for line in head if "│" in line)
                   for side in (0, 1))
    assert "sends as soon as it may, after 2 round trips" in left, left
    assert "sends as soon as it may, after 1 round trip;" in right, right
    assert "(in ServerHello: key_share)" in text and "(in ClientHello: key_share)" in text
    certificate, = (line for line in text.splitlines() if line.startswith("The server's cert"))
    assert certificate.split() == "The server's certificate clear: CN=server.example sealed".split()


@test
def play_compares_before_and_after_a_change(_):
    change = "client.server-name=www.server.example"
    text = good("play", "--compare", "healthy", "--set", change)
    assert text.splitlines()[0].endswith("│ A healthy handshake, with")
    assert text.splitlines()[1].strip() == f"│ {change}"
    differ = [line.strip() for line in text.splitlines() if line.strip().startswith("≠")]
    assert differ == ["≠ server_name.server_name_list[0].host_name: server.example │"], differ


@test
def play_compares_what_the_observer_sees(_):
    text = good("play", "--compare", "healthy", "client-certificate", "--seen-by", "eavesdropper")
    assert "Certificate," not in text and "Finished" not in text
    assert text.count("encrypted record") > 15
    assert "clear: server.example" in text and "cannot be told" in text


@test
def play_compare_of_bad_input(_):
    refused(2, "two scenarios", "play", "--compare", "healthy")
    refused(2, "two scenarios", "play", "--compare", "healthy", "healthy", "healthy")
    refused(2, "two scenarios", "play", "--compare")
    refused(2, "1 connection", "play", "--compare", "healthy", "healthy#2")
    refused(2, "no-such", "play", "--compare", "healthy", "no-such")
    refused(2, "eavesdropper", "play", "--compare", "healthy", "healthy", "--seen-by", "nobody")
    refused(2, ["mermaid", "svg"], "graph", "secrets", "--compare", "healthy", "hello-retry",
            "--format", "mermaid")
    refused(2, ["gif", "svg"], "graph", "client", "--compare", "healthy", "hello-retry",
            "--format", "gif")
    refused(2, ["gif", "svg"], "graph", "ladder", "--compare", "healthy", "hello-retry",
            "--format", "gif")


@test
def play_compare_steps_with_keys(_):
    with play("--compare", "healthy", "hello-retry") as played:
        played.read_until("[q] quit")

        def screen(keys):
            return "\n".join(shown(played, keys))

        first = screen("")
        assert "Nothing has been sent yet" in first and "ClientHello" not in first
        assert "▸ the offer" in screen("n")
        assert "▸ asking for another offer" in screen("\r") and "HelloRetryRequest" in screen("")
        there = screen("n")
        assert "▸ the offer  only right" in there and there == screen("nb")
        assert "ServerHello" not in there
        assert "What an eavesdropper reads" in screen("r")
        assert "encrypted record" in screen("ssb"), "the eavesdropper sees no more"
        played.press("q")
        assert played.wait() == 0 and played.is_as_before()


@test
def play_compare_fits_into_its_terminal(_):
    for rows, columns in ((24, 80), (50, 200), (15, 60), (12, 40)):
        with play("--compare", "client-certificate", "hello-retry", rows=rows,
                  columns=columns) as played:
            played.read_until("[q] quit")
            for _ in range(17):
                screen = shown(played, "n")
                assert len(screen) <= rows, (rows, len(screen))
                for line in screen[:-1]:
                    assert terminal.width_of(line) <= columns, (columns, line)


@test
def graph_draws_two_pictures_of_a_kind(folder):
    for kind in ("flowchart", "secrets", "client", "server"):
        both = (kind, "--compare", "healthy-tls12", "healthy")
        forms = (("svg", b"<svg"), ("png", b"\x89PNG"), ("pdf", b"%PDF"))
        for form, magic in forms[:3 if kind == "flowchart" else 1]:  # they differ in nothing there
            path = folder / f"{kind}.{form}"
            good("graph", *both, "--format", form, "-o", path)
            assert magic in path.read_bytes()[:200], f"{kind}.{form}"
        dot = good("graph", *both)
        assert dot.count("digraph") == 2 and "A healthy handshake of TLS 1.2: " in dot
    both = (folder / "flowchart.svg").read_text()
    assert both.count("Secure Connection Established") == 2 and both.count("Key Exchange") == 1
    seen = good("graph", "secrets", "--compare", "stolen-key-static-rsa", "stolen-key-ecdhe",
                "--seen-by", "thief")
    assert seen.count("key_block") > 0 and seen.count("The thief lacks preliminary_secret") == 1


@test
def graph_compares_two_runs(folder):
    for form, start in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")):
        path = folder / f"both.{form}"
        good("graph", "ladder", "healthy", "--compare", "hello-retry", "--format", form, "-o", path)
        assert path.read_bytes().startswith(start), form
    mermaid = good("graph", "ladder", "--compare", "healthy", "hello-retry", "--format", "mermaid")
    assert mermaid.count("C1->>S1") == 4 and mermaid.count("C2->>S2") == 5
    dot = good("graph", "ladder", "--compare", "healthy", "hello-retry")
    drawn = subprocess.run(["dot", "-Tsvg"], input=dot, text=True, capture_output=True, check=True)
    assert drawn.stderr == "" and "asking for another offer" in drawn.stdout


@test
def play_gives_the_terminal_back(_):
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with play("healthy") as played:
            played.read_until("[q] quit")
            assert not played.is_as_before()
            played.signal(number)
            assert played.wait() == -number
            assert played.is_as_before() and played.text.rstrip().endswith("\x1b[?1049l")
    with play("healthy") as played:
        played.read_until("[q] quit")
        played.press("\x03")
        assert played.wait() == -signal.SIGINT and played.is_as_before()


@test
def play_draws_again_when_the_size_changes(_):
    with play("healthy") as played:
        played.read_until("[q] quit")
        played.resize(40, 100)
        played.read_until("[q] quit")
        played.press("\x1b")
        played.press("n")
        played.read_until("ClientHello")
        played.press("q")
        assert played.wait() == 0


@test
def play_shows_what_the_observer_sees(_):
    with play("healthy", "--at", "Certificate.sent") as played:
        played.read_until("[q] quit")
        assert any("Certificate" in line for line in played.screen())
        screen = shown(played, "ss")
        assert any("eavesdropper" in line for line in screen)
        assert not any("🔒 Certificate" in line for line in screen)
        assert any("encrypted record" in line for line in screen)


@test
def play_has_colour_only_where_it_is_welcome(_):
    with play("healthy") as played:
        assert "\x1b[34m" in played.read_until("[q] quit")
    with play("healthy", environment={"NO_COLOR": "1"}) as played:
        assert "\x1b[34m" not in played.read_until("[q] quit")
    assert "\x1b" not in good("play", "healthy")


@test
def play_asks_before_it_tells(_):
    with play() as played:
        played.read_until("[q] quit")
        while "Your choice?" not in played.text:
            played.press("\r")
            played.read_until("[q] quit")
        assert "ServerHello.cipher_suite" not in played.text
        assert "ServerHello is on the wire" not in played.text
        played.press("1")
        assert "Not so." in played.read_until("[q] quit")
        played.press("2")
        assert "Right." in played.read_until("[q] quit")
        while "ServerHello.cipher_suite" not in played.text:
            played.press("\r")
            played.read_until("[q] quit")
        played.press("b")
        assert "Client Hello  (2 of" in terminal.strip_styles(played.read_until("[q] quit"))
        played.press("q")
        assert played.wait() == 0
        assert played.is_as_before()


@test
def binary_does_not_go_to_a_terminal(_):
    with terminal.Terminal([PROGRAM, "trace", "healthy", "--format", "pcapng"]) as played:
        assert played.wait() == 2 and "-o FILE" in played.text


sys.exit(main())
