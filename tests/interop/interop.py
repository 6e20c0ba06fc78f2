#!/usr/bin/env python3
"""Handshakes with a real peer over loopback, as TAP: interop.py STEPSHAKE PEER ROLE RESULTS

PEER is a module of peers/, ROLE the peer's: server (against `stepshake connect`) or client (against
`stepshake serve`). What passed is written to the file RESULTS, for matrix.py; with INTEROP_ALL in
the environment, MATRIX.md must say the same."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import certificates
import matrix
import peers
import rows
import stepshake
from process import Failure


def attempt(work):
    """None, or why it failed."""
    try:
        work()
        return None
    except (Failure, OSError, subprocess.SubprocessError) as failure:
        return str(failure) or type(failure).__name__


class Tap:
    def __init__(self, plan):
        self.number = 0
        print(f"1..{plan}")

    def report(self, title, why_not):
        self.number += 1
        print(f"{'not ok' if why_not else 'ok'} {self.number} - {title}")
        if why_not:
            print("".join(f"# {line}\n" for line in why_not.splitlines()), end="")
        sys.stdout.flush()


def make_certificates(directory):
    certificates.make_all(directory)
    stepshake.export_root(directory)
    for kind in rows.BUILTINS:
        stepshake.export_builtin(directory, kind)


def main():
    program, name, role, results = sys.argv[1:]
    stepshake.PROGRAM = pathlib.Path(program).resolve()
    peer = peers.module(name)
    mine = rows.rows_for(peer, role)
    judged = "INTEROP_ALL" in os.environ
    tap = Tap(len(mine) + judged)
    passed = []
    with tempfile.TemporaryDirectory() as folder:
        directory = pathlib.Path(folder)
        make_certificates(directory)
        for row in mine:
            why_not = attempt(lambda: row.run(rows.Stage(directory, peer, role)))
            tap.report(row.name, why_not)
            if not why_not:
                passed.append(row.name)
    print(f"# {peer.version()}")
    column = {"peer": name, "role": role, "passed": passed, "rows": [row.name for row in mine]}
    pathlib.Path(results).write_text(json.dumps(column))
    if judged:
        tap.report("MATRIX.md says the same", attempt(lambda: matrix.expect(column)))


main()
