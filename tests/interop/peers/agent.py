"""Peers that are libraries: a small program of ours, an agent, plays both roles on each of them and
is started once for many connections. It is told what to do, and tells what happens, a line each."""

import atexit
import re

from process import Process

running = {}  # by command line


class Agent(Process):
    def __init__(self, command, directory):
        super().__init__(command, directory)
        self.version = self.wait_for("^ready (.*)$")[1]

    def tell(self, verb, **words):
        given = [f"{key}={value}" for key, value in words.items() if value is not None]
        self.type(" ".join([verb, *given]) + "\n")


def agent(command, directory):
    """The one that runs COMMAND, as if it had not said anything yet."""
    key = tuple(map(str, command))
    if key not in running:
        running[key] = Agent(command, directory)
        atexit.register(running[key].__exit__)
    running[key].forget()
    return running[key]


def stop_all():
    for one in running.values():
        one.__exit__()
    running.clear()


class Role:
    """A connection, or a server, in the hands of an agent; talks like a Process."""

    def __init__(self, command, directory):
        self.agent = agent(command, directory)
        self.wait_for = self.agent.wait_for
        self.fail = self.agent.fail

    def __enter__(self):
        return self

    def connected(self):
        """What is said of the first connection, by words."""
        line = self.wait_for("^connected (.*)$")[1]
        return dict(word.split("=", 1) for word in line.split())

    def expect(self, word, value):
        got = self.connected()[word]
        if got != value:
            self.fail(f"{word} is {got}, expected {value}")

    def expect_reused(self, reused):
        self.wait_for(f"^connected .*resumed={'true' if reused else 'false'}")

    def expect_agreed(self, terms):
        got = self.connected()
        wanted = {"version": _version(terms), "suite": terms.suite, "alpn": terms.alpn or "none"}
        for key, value in wanted.items():
            if got[key] != value:
                self.fail(f"{key} is {got[key]}, expected {value}")


class Server(Role):
    """Echoes each line."""

    def __init__(self, command, directory, terms, **words):
        super().__init__(command, directory)
        self.agent.tell("serve", certificate=f"{terms.certificate}.pem", alpn=terms.alpn,
                        key=f"{terms.certificate}.key", client=terms.clients,
                        staple=terms.staple, version=_version(terms),
                        authority=terms.authority if terms.clients else None, **words)
        self.port = int(self.wait_for(r"^listening (\d+)$")[1])

    def __exit__(self, *_):
        self.agent.tell("stop")

    def expect_client(self, name, _):
        self.expect("peer", name)

    def expect_no_client(self):
        self.wait_for("^failed ")

    @staticmethod
    def reply_to(text):
        return text

    def expect_refused(self):
        self.wait_for("^failed ")


class Client(Role):
    request = "hello stepshake"

    def __init__(self, command, directory, port, terms, **words):
        super().__init__(command, directory)
        self.agent.tell("connect", port=port, host=terms.host, authority=terms.authority,
                        alpn=terms.alpn, staple=terms.staple, version=_version(terms),
                        resume="yes" if terms.again else None,
                        **_shown(terms.own_certificate), **words)

    def __exit__(self, *_):
        pass

    def expect_demanded(self, terms):
        alert = "CERTIFICATE.REQUIRED" if terms.version == "TLS1.3" else "HANDSHAKE.FAILURE"
        self.wait_for(f"^failed .*(?i:{alert})")

    @staticmethod
    def answer(text):
        return text + "\\n"

    def expect_refused(self):
        self.wait_for("^failed ")

    def expect_revoked(self):
        self.wait_for("^failed .*(?i:revoked)")

    def say(self, text):
        self.agent.type(f"say {text}\n")

    def expect_answer(self, text):
        self.wait_for(f"^heard {re.escape(text)}$")

    def finish(self):
        self.agent.tell("end")
        self.wait_for("^closed$")


def _version(terms):
    return terms.version.replace("TLS", "TLSv")


def _shown(certificate):
    return {"certificate": f"{certificate}.pem", "key": f"{certificate}.key"} if certificate else {}


def come_back(client_class):
    """What comes back as CLIENT_CLASS: the same agent connects twice."""
    def both(directory, port, terms, answer):
        for again in (False, True):
            with client_class(directory, port, terms.but(again=again)) as client:
                client.expect_agreed(terms)
                client.expect_reused(again)
                client.say(client.request)
                client.expect_answer(answer)
                client.finish()
    return both
