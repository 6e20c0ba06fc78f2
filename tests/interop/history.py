#!/usr/bin/env python3
"""Peers that speak nothing newer than TLS 1.1, as TAP: history.py STEPSHAKE

Real clients of TLS 1.0 and 1.1 are refused by our server, real servers by our client; and a real
server of these versions takes the hello that our imitated client writes for one of its own kind."""

import pathlib
import subprocess
import sys
import tempfile

from process import Failure, Process

VERSIONS = {"TLS1.0": "-tls1", "TLS1.1": "-tls1_1"}
OLD = ["-cipher", "DEFAULT@SECLEVEL=0"]
REFUSED = "tlsv1 alert protocol version"
BOTH = "versions=TLS1.3 TLS1.2"


def pem(program, directory):
    path = directory / "server.pem"
    path.write_bytes(subprocess.run([program, "list", "certificates", "--pem", "rsa-encipherment"],
                                    capture_output=True, check=True).stdout)
    return path


def our_server(program, directory):
    return Process([program, "serve", "--port", "0", "--set", f"server.{BOTH}"], directory)


def openssl_server(directory, certificate, version):
    return Process(["openssl", "s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key",
                    certificate, VERSIONS[version], *OLD], directory)


def port_of(process, pattern):
    return process.wait_for(pattern)[1]


def connect(program, directory, port, *settings):
    arguments = [program, "connect", f"127.0.0.1:{port}"]
    for setting in settings:
        arguments += ["--set", setting]
    return Process(arguments, directory)


def refuses_openssl(program, directory, version):
    with our_server(program, directory) as server:
        port = port_of(server, r"127\.0\.0\.1:(\d+)")
        with Process(["openssl", "s_client", "-connect", f"127.0.0.1:{port}", VERSIONS[version],
                      *OLD], directory) as client:
            client.wait_for(REFUSED)
        server.wait_for("alert: server protocol_version")


def refuses_gnutls(program, directory, version):
    with our_server(program, directory) as server:
        port = port_of(server, r"127\.0\.0\.1:(\d+)")
        priority = f"NORMAL:-VERS-ALL:+VERS-{version}"
        with Process(["gnutls-cli", "--insecure", "--priority", priority, "-p", port, "127.0.0.1"],
                     directory) as client:
            client.wait_for(r"Received alert \[70\]")
        server.wait_for("alert: server protocol_version")


def is_taken_for_one(program, directory, version):
    """The server answers our hello, as it would not if it were none of its version."""
    certificate = pem(program, directory)
    with openssl_server(directory, certificate, version) as server:
        port = port_of(server, r"ACCEPT 127\.0\.0\.1:(\d+)")
        with connect(program, directory, port, f"client.versions={version}") as client:
            client.wait_for("the server answered with an older protocol version")
            client.wait_for("alert: client protocol_version")
        server.wait_for(REFUSED)


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    cases = [(f"{title} {version}", run, version) for version in VERSIONS for title, run in (
        ("OpenSSL's client is refused:", refuses_openssl),
        ("GnuTLS's client is refused:", refuses_gnutls),
        ("OpenSSL's server answers our hello:", is_taken_for_one))]
    print(f"1..{len(cases)}")
    with tempfile.TemporaryDirectory() as name:
        for number, (title, run, version) in enumerate(cases, 1):
            try:
                run(program, pathlib.Path(name), version)
                print(f"ok {number} - {title}")
            except Failure as failure:
                print(f"not ok {number} - {title}")
                print("".join(f"# {line}\n" for line in str(failure).splitlines()[:20]), end="")
            sys.stdout.flush()


main()
