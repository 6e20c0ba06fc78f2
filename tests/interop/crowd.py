#!/usr/bin/env python3
"""Many clients of one `stepshake serve`, as TAP: crowd.py STEPSHAKE

The clients are Python's, which are OpenSSL's. Memory is what /proc says of the server."""

import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys
import tempfile

from certificates import HOST
from process import Failure, Process

REQUEST = f"GET / HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode()
# KiB: what a heap may shift by itself; a leak of 1 KiB per client would be 900. AddressSanitizer notes
# where everything was allocated, and looks for leaks at the end.
GROWTH = 4096 if "ASAN_OPTIONS" in os.environ else 512
MORE_THAN_FIT = 300  # serve takes 256 at a time


class Server(Process):
    def __init__(self, program, directory, *arguments):
        # AddressSanitizer keeps what was freed, to catch its use: that is no growth of ours.
        options = os.environ.get("ASAN_OPTIONS", "")
        environment = {**os.environ, "ASAN_OPTIONS": f"{options}:quarantine_size_mb=1"}
        super().__init__([program, "serve", "--port", "0", *arguments], directory, environment)
        self.port = int(self.wait_for(r"^listening on 127\.0\.0\.1:(\d+)$")[1])
        done = subprocess.run([program, "list", "certificates", "--pem", "root"],
                              capture_output=True, text=True, check=True)
        self.context = ssl.create_default_context(cadata=done.stdout)

    def open(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def greet(self, connection):
        return self.context.wrap_socket(connection, server_hostname=HOST)

    def memory(self):
        """Resident, in KiB."""
        status = pathlib.Path(f"/proc/{self.child.pid}/status").read_text()
        return int(re.search(r"^VmRSS:\s+(\d+) kB$", status, re.MULTILINE)[1])

    def open_files(self):
        return len(os.listdir(f"/proc/{self.child.pid}/fd"))

    def interrupt(self):
        self.child.send_signal(signal.SIGINT)
        self.expect_end(0)


def page_of(connection):
    """What comes until the server's close_notify, which is answered; an end without one is an error
    of Python's."""
    page = b""
    while some := connection.recv(65536):
        page += some
    connection.unwrap()
    return page.decode()


def visit(server):
    with server.greet(server.open()) as client:
        suite = client.cipher()[0]
        client.sendall(REQUEST)
        page = page_of(client)
        if f"suite {suite}\n" not in page:
            server.fail(f"this is no page of ours: {page}")
    server.read_what_is_there()


def thousand_in_a_row(program, directory):
    """1000 clients, one after the other, take no more memory than 100, nor descriptors."""
    with Server(program, directory, "--trace", directory / "row.keylog") as server:
        for _ in range(100):
            visit(server)
        before, files = server.memory(), server.open_files()
        for _ in range(900):
            visit(server)
        after = server.memory()
        if after > before + GROWTH:
            server.fail(f"{before} KiB after 100 clients, {after} KiB after 1000")
        if server.open_files() > files + 1:  # the last one may not have gone yet
            server.fail(f"{server.open_files()} open files, {files} before")
        server.interrupt()
    randoms = {path.read_text().split()[1] for path in directory.glob("row-*.keylog")}
    if len(randoms) != 1000:
        raise Failure(f"{len(randoms)} different clients in the traces")


def hundred_at_once(program, directory):
    """100 clients at the same time, each answered and traced; a second hundred takes no more memory."""
    with Server(program, directory, "--trace", directory / "crowd.json") as server:
        def crowd():
            with contextlib.ExitStack() as stack:
                sockets = [stack.enter_context(server.open()) for _ in range(100)]
                clients = [stack.enter_context(server.greet(one)) for one in sockets]
                for client in clients:
                    client.sendall(REQUEST)
                for client in reversed(clients):
                    if not page_of(client).startswith("HTTP/1.1 200 OK\r\n"):
                        server.fail("no page")
            server.read_what_is_there()
        crowd()
        crowd()
        before = server.memory()
        crowd()
        after = server.memory()
        if after > before + GROWTH:
            server.fail(f"{before} KiB after 200 clients, {after} KiB after 300")
        for number in range(201, 301):
            server.wait_for(f"^{number}: closed: ")
        server.interrupt()
    for number in range(1, 301):
        trace = json.loads((directory / f"crowd-{number}.json").read_text())
        if trace["end"]["server"]["outcome"] != "closed":
            raise Failure(f"connection {number} ended {trace['end']}")


def silent_ones_leave_room(program, directory):
    """Clients who connect and say nothing, more than there is room for, keep nobody out for ever."""
    with Server(program, directory, "--timeout", "1") as server, contextlib.ExitStack() as stack:
        for _ in range(MORE_THAN_FIT):
            stack.enter_context(server.open())
        visit(server)
        server.wait_for("^1: stalled: ")
        server.interrupt()


def whoever_is_there_when_it_ends(program, directory):
    """An interrupt ends the server while clients are connected; their traces are saved."""
    with Server(program, directory, "--trace", directory / "cut.json") as server:
        with server.open(), server.greet(server.open()) as client:
            client.sendall(b"GET / HTTP/1.1\r\n")
            server.interrupt()
            server.expect_text("^1: truncated: ")
            server.expect_text("^2: truncated: ")
    if json.loads((directory / "cut-2.json").read_text())["end"]["server"]["outcome"] != "truncated":
        raise Failure("the trace ends otherwise")


TESTS = [thousand_in_a_row, hundred_at_once, silent_ones_leave_room, whoever_is_there_when_it_ends]


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    print(f"1..{len(TESTS)}")
    for number, test in enumerate(TESTS, 1):
        with tempfile.TemporaryDirectory() as name:
            try:
                test(program, pathlib.Path(name))
                print(f"ok {number} - {test.__doc__}")
            except (Failure, OSError) as failure:
                print(f"not ok {number} - {test.__doc__}")
                print("".join(f"# {line}\n" for line in str(failure).splitlines()), end="")
        sys.stdout.flush()


main()
