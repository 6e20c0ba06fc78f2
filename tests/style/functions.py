#!/usr/bin/env python3
"""No function of sim/ is longer than 60 lines, from its first line to its closing brace.
usage: functions.py SOURCE-ROOT (TAP)"""

import pathlib
import sys

LIMIT = 60


def functions(text):
    """(line, name, length) of each: clang-format puts its braces at the start of a line."""
    lines = text.splitlines()
    head = body = None  # numbers of the first line of a declaration, and of a function
    for number, line in enumerate(lines, 1):
        if line == "{":
            body = head
        elif body is not None and line == "}":
            yield body, lines[body - 1].split(" (")[0].split()[-1].lstrip("*"), number - body + 1
            body = None
        if body is None and (not line or line[0] in "}#/"):
            head = None
        elif head is None and (line[0].isalpha() or line[0] == "_"):
            head = number


def check(root):
    """All that are too long, a line each, and how many there are."""
    wrong, count = [], 0
    for path in sorted((root / "sim").rglob("*.c")):
        for line, name, length in functions(path.read_text("utf-8")):
            count += 1
            if length > LIMIT:
                wrong.append(f"{path.relative_to(root)}:{line}: {name} has {length} lines, "
                             f"allowed are {LIMIT}")
    return wrong, count


def sample(lines):
    """A file with a function of so many lines, its head on two of them, between others."""
    body = "\n".join(["    work ();"] * (lines - 4))
    return ("/* A\n * comment. */\nstatic const int table[] = {\n    1,\n};\n\nint before (void)\n{\n"
            "    return 1;\n}\n\n/* Why\n * it is. */\nstatic int *suspect (int number,\n"
            f"                     int other)\n{{\n{body}\n}}\n\nvoid after (void)\n{{\n}}\n")


def main(root):
    found = list(functions(sample(LIMIT + 1)))
    results = [
        ("a function is measured from its first line to its brace",
         [(name, length) for _, name, length in functions(sample(12))]
         == [("before", 4), ("suspect", 12), ("after", 3)], []),
        (f"one of {LIMIT + 1} lines is caught", [("suspect", LIMIT + 1, 14)] ==
         [(name, length, line) for line, name, length in found if length > LIMIT], found),
        (f"one of {LIMIT} lines is not",
         all(length <= LIMIT for _, _, length in functions(sample(LIMIT))), []),
    ]
    wrong, count = check(root)
    results.append((f"the functions are found ({count})", count > 1500, []))
    results.append((f"none has more than {LIMIT} lines", not wrong, wrong))
    print(f"1..{len(results)}")
    for number, (name, passed, details) in enumerate(results, 1):
        print(f"{'ok' if passed else 'not ok'} {number} - {name}")
        if not passed:
            for line in details:
                print(f"# {line}")
    return 0 if all(passed for _, passed, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
