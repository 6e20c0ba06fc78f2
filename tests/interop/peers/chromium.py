"""Chromium, without a window: a client alone. It checks certificates itself, against the roots in
the NSS database of its user, and opens as many connections as it likes. It loads a page, and what it
then holds is printed."""

import os
import shutil
import subprocess

from peers import curl, nss
from process import Process

TITLE = "Chromium"
SUITES = {name: name for name in (
    "TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256")}
GROUPS = {name: name for name in ("X25519MLKEM768", "x25519", "secp256r1", "secp384r1")}
SCHEMES = {name: name for name in (
    "ecdsa_secp256r1_sha256", "ecdsa_secp384r1_sha384", "rsa_pss_rsae_sha256",
    "rsa_pss_rsae_sha384", "rsa_pss_rsae_sha512")}
ABLE = {"client": {"suites", "groups", "schemes", "HelloRetryRequest", "ALPN", "long data", "page",
                   "wrong host"}}
REFUSES = {"unknown authority": "certificate_unknown", "wrong host": "certificate_unknown"}
NOTES = [
    "It closes the transport without close_notify when it has its page (6.1).",
    "It refuses an unknown authority and a wrong host alike with certificate_unknown (6.2).",
]
SAYS_GOODBYE = False
ONE_CONNECTION = False
SWITCHES = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--disable-dev-shm-usage"]


def version():
    return subprocess.run(["chromium", "--version"], capture_output=True, text=True,
                          check=True).stdout.strip()


def _home(directory, authority):
    """A user's home that trusts AUTHORITY and knows nothing else."""
    home = directory / f"home-{authority}"
    if not home.exists():
        (home / ".pki").mkdir(parents=True)
        shutil.copytree(directory / nss.database(directory, authority).removeprefix("sql:"),
                        home / ".pki" / "nssdb")
    return home


class Client(Process):
    request = "GET / HTTP/1.1"
    answer = staticmethod(curl.Client.answer)

    def __init__(self, directory, port, terms):
        home = _home(directory, terms.authority)
        profile = directory / "profile"
        shutil.rmtree(profile, ignore_errors=True)
        super().__init__(
            ["chromium", *SWITCHES, f"--user-data-dir={profile}", "--host-resolver-rules="
             f"MAP {terms.host} 127.0.0.1", "--dump-dom", f"https://{terms.host}:{port}/"],
            directory, {**os.environ, "HOME": str(home)})

    def expect_agreed(self, terms):
        pass  # it does not say

    def expect_refused(self):
        self.wait_for("ERR_CERT_(AUTHORITY|COMMON_NAME)_INVALID")

    def say(self, text):
        pass  # the request goes out by itself

    def expect_answer(self, text):
        self.expect_end(0)
        self.expect_text(text)

    def expect_page(self, text):
        self.expect_end(0)
        self.expect_text(text)

    def finish(self):
        pass
