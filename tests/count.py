#!/usr/bin/env python3
"""Counts the tests in meson's logs (testlog.json): a TAP test counts as its subtests, any other as
one. A test that meson did not call OK has at least one failure. Last line: "N passed, N failed"."""

import json
import re
import sys

SUBTEST = re.compile(r"^(ok|not ok)\b(?:(?!#).)*(?:# *(SKIP|TODO))?", re.MULTILINE | re.IGNORECASE)


def count(test):
    """(passed, failed, skipped) of one test."""
    passed = failed = skipped = 0
    for verdict, directive in SUBTEST.findall(test.get("stdout", "")):
        if directive.upper() == "SKIP":
            skipped += 1
        elif verdict.lower() == "ok" or directive.upper() == "TODO":
            passed += 1
        else:
            failed += 1
    if test["result"] == "SKIP":
        return passed, failed, max(skipped, 1)
    if test["result"] != "OK":
        return passed, max(failed, 1), skipped
    if passed + failed + skipped == 0:
        passed = 1
    return passed, failed, skipped


def main(paths):
    total = [0, 0, 0]
    for path in paths:
        try:
            with open(path, encoding="utf-8") as log:
                tests = [json.loads(line) for line in log]
        except OSError as error:
            print(f"no test log: {error}")
            tests = [{"result": "FAIL"}]
        for test in tests:
            total = [a + b for a, b in zip(total, count(test))]
    passed, failed, skipped = total
    if skipped:
        print(f"{skipped} skipped")
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
