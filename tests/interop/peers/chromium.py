"""Chromium, without a window: a client alone. It checks certificates itself, against the roots in
the NSS database of its user, and opens as many connections as it likes. One that trusts an authority
is started once and shows many pages; it is told what to do through its debugging pipe, and says
there, too, what it thinks of a connection."""

import atexit
import contextlib
import json
import os
import pathlib
import re
import selectors
import shutil
import signal
import subprocess
import tempfile
import time

from peers import PKCS1, TLS12, curl, nss
from process import DEADLINE, Failure

TITLE = "Chromium"
SUITES = {"TLS_AES_128_GCM_SHA256": "AES_128_GCM", "TLS_AES_256_GCM_SHA384": "AES_256_GCM",
          "TLS_CHACHA20_POLY1305_SHA256": "CHACHA20_POLY1305"}
SUITES12 = {
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256": "AES_128_GCM",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384": "AES_256_GCM",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256": "AES_128_GCM",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384": "AES_256_GCM",
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256": "CHACHA20_POLY1305",
    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256": "CHACHA20_POLY1305",
    "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA": "AES_128_CBC",
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA": "AES_256_CBC",
    "TLS_RSA_WITH_AES_128_GCM_SHA256": "AES_128_GCM",
    "TLS_RSA_WITH_AES_256_GCM_SHA384": "AES_256_GCM",
    "TLS_RSA_WITH_AES_128_CBC_SHA": "AES_128_CBC",
    "TLS_RSA_WITH_AES_256_CBC_SHA": "AES_256_CBC"}
GROUPS = {"X25519MLKEM768": "X25519MLKEM768", "x25519": "X25519", "secp256r1": "P-256",
          "secp384r1": "P-384"}
SCHEMES = {name: name for name in (
    "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "rsa_pss_rsae_sha256",
    "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512")}
SCHEMES12 = {**SCHEMES, **PKCS1}
ABLE = {"client": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "long data", "page",
                   "wrong host", "cookie", "resumption"}}
ABLE["client"] |= {"revoked, says its staple"}
ABLE["client"] |= TLS12 - {"TLS1.2 alone", "client certificates in TLS 1.2"}
REFUSES = {"unknown authority": "certificate_unknown", "wrong host": "certificate_unknown"}
NOTES = [
    "It closes the transport without close_notify when it has its page (6.1).",
    "It refuses an unknown authority and a wrong host alike with certificate_unknown (6.2).",
]
SAYS_GOODBYE = False
ONE_CONNECTION = False
SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage", "--remote-debugging-pipe",
            "--host-resolver-rules=MAP * 127.0.0.1"]
running = {}  # Browser, by authority


def version():
    return subprocess.run(["chromium", "--version"], capture_output=True, text=True,
                          check=True).stdout.strip()


def _home(directory, authority, home):
    """Makes HOME a user's that trusts AUTHORITY and knows nothing else."""
    (home / ".pki").mkdir()
    shutil.copytree(directory / nss.database(directory, authority).removeprefix("sql:"),
                    home / ".pki" / "nssdb")
    return home


class Browser:
    """Messages are JSON with a NUL behind; it reads them from descriptor 3 and writes to 4."""

    def __init__(self, directory, authority):
        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        home = _home(directory, authority, pathlib.Path(self.folder.name))
        heard, self.commands = os.pipe()
        self.answers, said = os.pipe()
        self.child = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{heard} 4>&{said}', "bash", "chromium", *SWITCHES,
             f"--user-data-dir={home / 'profile'}", "about:blank"],
            env={**os.environ, "HOME": str(home)}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, pass_fds=(heard, said),
            start_new_session=True)
        os.close(heard)
        os.close(said)
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.answers, selectors.EVENT_READ)
        self.text, self.number, self.session = b"", 0, None
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime"):
            self.ask(f"{domain}.enable")

    def stop(self):
        with contextlib.suppress(OSError, subprocess.TimeoutExpired):
            os.write(self.commands, b'{"id": 0, "method": "Browser.close"}\0')
            self.child.wait(DEADLINE)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()
        self.folder.cleanup()

    def _message(self, end_time):
        while b"\0" not in self.text:
            if not self.selector.select(max(0, end_time - time.monotonic())):
                raise Failure(f"Chromium said nothing for {DEADLINE} s")
            some = os.read(self.answers, 65536)
            if not some:
                raise Failure("Chromium has ended")
            self.text += some
        one, self.text = self.text.split(b"\0", 1)
        return json.loads(one)

    def wait_for(self, wanted):
        """The first message that is WANTED, and those before it."""
        end_time = time.monotonic() + DEADLINE
        before = []
        while not wanted(message := self._message(end_time)):
            before.append(message)
        return message, before

    def ask(self, method, **parameters):
        """The result, once it has come."""
        self.number += 1
        question = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            question["sessionId"] = self.session
        os.write(self.commands, json.dumps(question).encode() + b"\0")
        answer, self.before = self.wait_for(lambda message: message.get("id") == question["id"])
        if "error" in answer:
            raise Failure(f"Chromium on {method}: {answer['error']['message']}")
        return answer["result"]


def browser(directory, authority):
    if authority not in running:
        running[authority] = Browser(directory, authority)
        atexit.register(running[authority].stop)
    return running[authority]


class Client:
    request = "GET / HTTP/1.1"
    answer = staticmethod(curl.Client.answer)

    def __init__(self, directory, port, terms):
        self.browser = browser(directory, terms.authority)
        page = self.browser.ask("Page.navigate", url=f"https://{terms.host}:{port}/")
        self.error = page.get("errorText")
        self.agreed = None
        if not self.error:
            _, seen = self.browser.wait_for(lambda one: one.get("method") == "Page.loadEventFired")
            self.agreed = next((self._security(one) for one in self.browser.before + seen
                                if self._is_page(one, page["loaderId"])), None)

    @staticmethod
    def _is_page(message, loader):
        """Whether MESSAGE is about the answer with the page itself, not its icon or another one."""
        about = message.get("params", {})
        return (message.get("method") == "Network.responseReceived" and
                about["type"] == "Document" and about["loaderId"] == loader)

    @staticmethod
    def _security(message):
        return message["params"]["response"].get("securityDetails")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def fail(self, why):
        raise Failure(f"{why}; Chromium says {self.error or self.agreed}")

    def expect_agreed(self, terms):
        if not self.agreed:
            self.fail("no connection")
        wanted = {"protocol": terms.version.replace("TLS", "TLS "),
                  "cipher": {**SUITES, **SUITES12}[terms.suite]}
        if terms.exchange:
            wanted["keyExchange"] = terms.exchange
        if terms.agreed_groups:
            wanted["keyExchangeGroup"] = GROUPS[terms.groups[-1]]
        for key, value in wanted.items():
            if self.agreed[key] != value:
                self.fail(f"{key} is {self.agreed[key]}, expected {value}")

    def expect_revoked(self):
        if self.error != "net::ERR_CERT_REVOKED":
            self.fail("this certificate was to be found revoked")

    def expect_refused(self):
        if not re.search("ERR_CERT_(AUTHORITY|COMMON_NAME)_INVALID", self.error or ""):
            self.fail("this certificate was to be refused")

    def say(self, text):
        pass  # the request goes out by itself

    def expect_answer(self, text):
        page = self.browser.ask("Runtime.evaluate", expression="document.documentElement.outerHTML")
        if text not in page["result"]["value"]:
            self.fail(f"the page lacks “{text[:40]}”")

    expect_page = expect_answer

    def finish(self):
        pass


def come_back(directory, port, terms, answer):
    """Loads the page twice."""
    for _ in range(2):
        with Client(directory, port, terms) as client:
            client.expect_agreed(terms)
            client.expect_answer(answer)
