#!/usr/bin/env python3
"""The matrix of what passed with whom: matrix.py STEPSHAKE RESULTS-FOLDER writes MATRIX.md from what
the last full run noted there."""

import json
import pathlib
import sys

import peers
import rows
import stepshake
from process import Failure

PATH = pathlib.Path(__file__).with_name("MATRIX.md")
PASSED, FAILED, NOT_THERE = "✓", "✗", ""
HEAD = """# What passed with whom

Written by `./run matrix` from a run of all peers; `./run test --all` proves that it is still so. ✓: in
that role of the peer the row went well, as [rows.py](rows.py) demands it. ✗: it did not. Empty: the
peer has no such thing, or cannot be told to do it. What peers do in their own way is in
[NOTES.md](NOTES.md).
"""


def title(column):
    return f"{peers.module(column['peer']).TITLE} {column['role']}"


def mark(column, name):
    if name in column["passed"]:
        return PASSED
    return FAILED if name in column["rows"] else NOT_THERE


def _line(cells):
    return f"| {' | '.join(cells)} |"


def render(columns):
    lines = [HEAD]
    group = None
    for row in rows.table():
        if row.group != group:
            group = row.group
            lines += ["", _line([group, *map(title, columns)]), "|---" + "|:-:" * len(columns) + "|"]
        lines.append(_line([row.name, *(mark(column, row.name) for column in columns)]))
    return "\n".join(lines) + "\n"


def read():
    """{(column title, row name): mark} of the file in the tree."""
    marks = {}
    for line in PATH.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.split("|")[1:-1]]
        if not cells or cells[0] == "---":
            continue
        if cells[1] not in (PASSED, FAILED, NOT_THERE):
            titles = cells[1:]
            continue
        for one, text in zip(titles, cells[1:]):
            marks[one, cells[0]] = text
    return marks


def expect(column):
    """A Failure that names the rows where MATRIX.md says otherwise than COLUMN."""
    told = read()
    own = {name: text for (one, name), text in told.items() if one == title(column)}
    now = {row.name: mark(column, row.name) for row in rows.table()}
    if own != now:
        wrong = sorted(name for name in own.keys() | now.keys() if own.get(name) != now.get(name))
        raise Failure(f"MATRIX.md says otherwise about {', '.join(wrong)}; ./run matrix writes it anew")


def main():
    program, folder = sys.argv[1:]
    stepshake.PROGRAM = pathlib.Path(program).resolve()
    columns = [json.loads((pathlib.Path(folder) / f"{name}-{role}.json").read_text())
               for name in peers.ALL for role in peers.module(name).ABLE]
    PATH.write_text(render(columns), "utf-8")


if __name__ == "__main__":
    main()
