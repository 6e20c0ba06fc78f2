"""A child process whose output can be waited for: no sleeps, one deadline, nothing left behind."""

import contextlib
import os
import re
import selectors
import signal
import subprocess
import time

DEADLINE = 20  # seconds for one wait; only a hang comes near it


class Failure(Exception):
    pass


def _short(line):
    return line if len(line) <= 160 else line[:160] + "…"


class Process:
    def __init__(self, arguments, directory, environment=None):
        self.arguments = [str(argument) for argument in arguments]
        self.text = ""
        self.child = subprocess.Popen(
            self.arguments,
            cwd=directory,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # so that its children end with it
        )
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.child.stdout, selectors.EVENT_READ)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            os.killpg(self.child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.child.wait()
        self.end_input()
        self.child.stdout.close()
        self.selector.close()

    def fail(self, why):
        said = "\n".join(_short(line) for line in self.text.splitlines()[-30:])
        raise Failure(f"{_short(why)}\n$ {' '.join(self.arguments)}\n{said}")

    def _read_some(self, end_time):
        """Adds what there is to the text; False at the end of the output."""
        if not self.selector.select(max(0, end_time - time.monotonic())):
            self.fail(f"nothing came for {DEADLINE} s")
        some = os.read(self.child.stdout.fileno(), 65536)
        self.text += some.decode("utf-8", "replace")
        return bool(some)

    def forget(self):
        """What was said so far: from here on, something else is waited for."""
        self.read_what_is_there()
        self.text = ""

    def read_what_is_there(self):
        """So that the child can go on talking."""
        while self.selector.select(0):
            if not self._read_some(0):
                return

    def wait_for(self, pattern):
        """The match of PATTERN in the output, as soon as it is there."""
        end_time = time.monotonic() + DEADLINE
        while not (match := re.search(pattern, self.text, re.MULTILINE)):
            if not self._read_some(end_time):
                self.fail(f"ended without saying “{pattern}”")
        return match

    def wait_for_end(self):
        """The exit status."""
        end_time = time.monotonic() + DEADLINE
        while self._read_some(end_time):
            pass
        return self.child.wait(DEADLINE)

    def expect_end(self, status):
        got = self.wait_for_end()
        if got != status:
            self.fail(f"exit status {got}, expected {status}")

    def expect_text(self, pattern):
        if not re.search(pattern, self.text, re.MULTILINE):
            self.fail(f"did not say “{pattern}”")

    def type(self, text):
        """A child that has ended hears nothing any more: what it said tells why."""
        with contextlib.suppress(BrokenPipeError):
            self.child.stdin.write(text.encode())
            self.child.stdin.flush()

    def end_input(self):
        with contextlib.suppress(BrokenPipeError):
            self.child.stdin.close()


def listening_port(pid):
    """The IPv4 port that process PID listens at, or None: for servers that do not say it."""
    inodes = set()
    for descriptor in os.listdir(f"/proc/{pid}/fd"):
        try:
            target = os.readlink(f"/proc/{pid}/fd/{descriptor}")
        except FileNotFoundError:
            continue
        if match := re.fullmatch(r"socket:\[(\d+)\]", target):
            inodes.add(match[1])
    with open("/proc/net/tcp") as table:
        for line in table.readlines()[1:]:
            column = line.split()
            if column[3] == "0A" and column[9] in inodes:
                return int(column[1].split(":")[1], 16)
    return None
