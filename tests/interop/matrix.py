#!/usr/bin/env python3
"""The matrix of what passed with whom: matrix.py STEPSHAKE RESULTS-FOLDER writes MATRIX.md from what
the last full run noted there."""

import json
import pathlib
import sys
import textwrap

import peers
import rows
import stepshake
from process import Failure

PATH = pathlib.Path(__file__).with_name("MATRIX.md")
ROLES = ["server", "client"]
PASSED, FAILED, NOT_THERE = "✓", "✗", "–"
HEAD = """# What passed with whom

Written by `./run matrix` from a run of all peers; `./run test --all` proves that it is still so. In
each cell, on the left the peer is the server, on the right it is the client. ✓: the row went well, as
[rows.py](rows.py) demands it. ✗: it did not. –: the peer has no such thing, or cannot be told to do
it, or goes its own way, as it says below. In TLS 1.2, suites that differ in the length of AES's key
alone share the signatures among them.
"""


def mark(column, name):
    """COLUMN: what interop.py noted, None for a role that the peer does not have."""
    if column is None or name not in column["rows"]:
        return NOT_THERE
    return PASSED if name in column["passed"] else FAILED


def _line(cells):
    return f"| {' | '.join(cells)} |"


def render(columns):
    """COLUMNS: of each peer, a pair in the order of ROLES."""
    titles = [peers.module(name).TITLE for name in columns]
    lines = [HEAD.rstrip()]
    group = None
    for row in rows.table():
        if row.group != group:
            group = row.group
            lines += ["", _line([group, *titles]), "|---" + "|:-:" * len(titles) + "|"]
        lines.append(_line([row.name, *(" ".join(mark(column, row.name) for column in pair)
                                        for pair in columns.values())]))
    return "\n".join([*lines, "", *_notes(columns)]) + "\n"


def _notes(names):
    yield "## What peers do in their own way"
    yield ""
    yield "Seen in these tests; sections are RFC 9846's where no other RFC is named."
    yield ""
    for name in names:
        for note in getattr(peers.module(name), "NOTES", []):
            yield from textwrap.wrap(f"- **{peers.module(name).TITLE}**: {note}", 100,
                                     subsequent_indent="  ")


def read(peer, role):
    """{row name: mark} of the file in the tree."""
    marks = {}
    column = None
    for line in PATH.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if peers.module(peer).TITLE in cells:
            column = cells.index(peers.module(peer).TITLE)
        elif cells and column is not None and not cells[0].startswith("---"):
            marks[cells[0]] = cells[column].split()[ROLES.index(role)]
    return marks


def expect(column):
    """A Failure that names the rows where MATRIX.md says otherwise than COLUMN."""
    told = read(column["peer"], column["role"])
    now = {row.name: mark(column, row.name) for row in rows.table()}
    wrong = sorted(name for name in told.keys() | now.keys() if told.get(name) != now.get(name))
    if wrong:
        raise Failure(f"MATRIX.md says otherwise about {', '.join(wrong)}; ./run matrix writes it anew")


def noted(folder, peer):
    """What interop.py noted of PEER in either role."""
    able = peers.module(peer).ABLE
    return [json.loads((folder / f"{peer}-{role}.json").read_text()) if role in able else None
            for role in ROLES]


def main():
    program, folder = sys.argv[1:]
    stepshake.PROGRAM = pathlib.Path(program).resolve()
    columns = {name: noted(pathlib.Path(folder), name) for name in peers.ALL}
    PATH.write_text(render(columns), "utf-8")


if __name__ == "__main__":
    main()
