"""A terminal for a program to run in, and the screen that its output makes."""

import codecs
import os
import pty
import select
import signal
import struct
import termios
import fcntl
import time
import unicodedata

CLEAR = "\x1b[H\x1b[2J"


def width_of(text):
    """Columns that TEXT takes."""
    return sum(0 if unicodedata.combining(c) else
               2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def strip_styles(text):
    """TEXT without colours and other escape sequences."""
    out, at = [], 0
    while at < len(text):
        if text[at] != "\x1b":
            out.append(text[at])
            at += 1
            continue
        at += 2
        while at < len(text) and not "@" <= text[at] <= "~":
            at += 1
        at += 1
    return "".join(out)


class Terminal:
    """Runs COMMAND in a terminal of ROWS x COLUMNS; a context manager."""

    def __init__(self, command, rows=24, columns=80, environment=None):
        self.text = ""
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.status = None
        env = dict(os.environ, TERM="xterm", LANG="C.UTF-8", **(environment or {}))
        self.keep = os.open("/dev/null", os.O_RDONLY)
        self.master, self.slave = pty.openpty()
        self.resize(rows, columns)
        self.before = termios.tcgetattr(self.slave)
        self.child = os.fork()
        if self.child == 0:
            os.setsid()
            fcntl.ioctl(self.slave, termios.TIOCSCTTY, 0)
            for number in (0, 1, 2):
                os.dup2(self.slave, number)
            os.closerange(3, 64)
            os.execve(command[0], command, env)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.status is None:
            os.kill(self.child, signal.SIGKILL)
            self.wait()
        for number in (self.master, self.slave, self.keep):
            os.close(number)

    def resize(self, rows, columns):
        size = struct.pack("HHHH", rows, columns, 0, 0)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, size)

    def read(self):
        """What has come; a character may come in two pieces."""
        self.text += self.decoder.decode(os.read(self.master, 65536))

    def read_until(self, wanted, seconds=30):
        """Reads until WANTED stands behind what was read before; gives what came."""
        start, end = len(self.text), time.monotonic() + seconds
        while wanted not in self.text[start:]:
            ready, _, _ = select.select([self.master], [], [], max(0, end - time.monotonic()))
            if not ready:
                raise AssertionError(f"no {wanted!r} in {self.text[start:]!r}")
            self.read()
        return self.text[start:]

    def press(self, keys):
        os.write(self.master, keys.encode())

    def screen(self):
        """The lines since the screen was last cleared, without colours."""
        return strip_styles(self.text.rsplit(CLEAR, 1)[-1]).replace("\r", "").split("\n")

    def is_as_before(self):
        """Whether the terminal's settings are those from before the program."""
        return termios.tcgetattr(self.slave) == self.before

    def signal(self, number):
        os.kill(self.child, number)

    def wait(self, seconds=30):
        """The exit status, or minus the signal, once it has ended; reads what it still says."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            ready, _, _ = select.select([self.master], [], [], 0.02)
            if ready:
                self.read()
            done, status = os.waitpid(self.child, os.WNOHANG)
            if done:
                self.status = os.waitstatus_to_exitcode(status)
                return self.status
        raise AssertionError("it does not end")
