"""What tests of the command share: how it is run, and how they say what came of it, as TAP. A test
program of them is called with STEPSHAKE SOURCE-ROOT [TEST…]."""

import os
import pathlib
import subprocess
import sys
import tempfile

PROGRAM, ROOT = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
TESTS = []


def test(function):
    TESTS.append(function)
    return function


def run(*arguments, text=None, cwd=None, environment=None):
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=text, cwd=cwd, text=True,
                          capture_output=True, timeout=60, check=False,
                          env=dict(os.environ, **(environment or {})))
    return done.returncode, done.stdout, done.stderr


def good(*arguments, **options):
    """Output of a command that must work and say nothing."""
    status, out, err = run(*arguments, **options)
    assert (status, err) == (0, ""), f"{arguments}: status {status}, {err}"
    return out


def refused(status, words, *arguments, **options):
    """A command that must end with STATUS, one line that holds WORDS, and no output; that line."""
    found, out, err = run(*arguments, **options)
    assert found == status, f"{arguments}: status {found}, not {status}: {err}"
    assert out == "", f"{arguments}: writes {out[:100]!r}"
    assert err.endswith("\n") and err.count("\n") == 1, f"{arguments}: says {err!r}"
    for word in [words] if isinstance(words, str) else words:
        assert word in err, f"{arguments}: says {err!r}, without {word!r}"
    return err


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def main():
    """Runs them all, or those that are named behind the two; returns the exit status."""
    os.environ.pop("NO_COLOR", None)
    wanted = [t for t in TESTS if not sys.argv[3:] or t.__name__ in sys.argv[3:]]
    print(f"1..{len(wanted)}")
    failed = 0
    for number, one in enumerate(wanted, 1):
        name = one.__name__.replace("_", " ")
        with tempfile.TemporaryDirectory() as folder:
            try:
                one(pathlib.Path(folder))
                print(f"ok {number} - {name}", flush=True)
            except Exception as wrong:  # whatever it is, the other tests go on
                failed += 1
                print(f"not ok {number} - {name}")
                lines = f"{type(wrong).__name__}: {wrong}".splitlines()[:20]
                print("".join(f"# {line[:2000]}\n" for line in lines), end="", flush=True)
    return 1 if failed else 0
