"""OCSP responses beside certificates, and receipts of logs: what the rows about them need."""

import base64
import subprocess

import stepshake

RESPONSE = "response.der"
LOGS = "logs.cnf"
CHECKS = ["staple", "staple-signer", "staple-certificate", "staple-time", "revocation"]


def _openssl(directory, *arguments):
    subprocess.run(["openssl", *arguments], cwd=directory, check=True, capture_output=True)


def _serial(directory, certificate):
    said = subprocess.run(["openssl", "x509", "-in", certificate, "-noout", "-serial"],
                          cwd=directory, check=True, capture_output=True, text=True).stdout
    return said.strip().partition("=")[2]


def make_response(directory, certificate, revoked=False):
    """RESPONSE: what the authority of openssl's making says about CERTIFICATE.pem."""
    state = "R\t301231235959Z\t260101000000Z" if revoked else "V\t301231235959Z\t"
    (directory / "index").write_text(
        f"{state}\t{_serial(directory, certificate + '.pem')}\tunknown\t/CN=server.example\n")
    _openssl(directory, "ocsp", "-issuer", "authority.pem", "-cert", f"{certificate}.pem",
             "-no_nonce", "-reqout", "request.der")
    _openssl(directory, "ocsp", "-index", "index", "-CA", "authority.pem", "-rsigner",
             "authority.pem", "-rkey", "authority.key", "-ndays", "2", "-reqin", "request.der",
             "-respout", RESPONSE)


def write_logs(directory):
    """LOGS: our teaching log, as openssl wants to be told of logs."""
    pem = subprocess.run([stepshake.PROGRAM, "list", "certificates", "--pem", "log"], check=True,
                         capture_output=True, text=True).stdout
    key = "".join(line for line in pem.splitlines() if "-----" not in line)
    assert base64.b64decode(key)
    (directory / LOGS).write_text(f"enabled_logs=teaching\n[teaching]\ndescription=Teaching Log\n"
                                  f"key={key}\n")


def expect_checks(ours, passed, failed=()):
    """What the trace says of single checks of the chain, whatever they are about."""
    marks = {}
    for trace in ours.traces():
        for decision in trace["decisions"]:
            for candidate in decision["candidates"]:
                marks.setdefault(candidate["name"].partition(":")[0], set()).add(
                    candidate["verdict"])
    for name in passed:
        if marks.get(name) != {"passed"}:
            ours.fail(f"{name} is {marks.get(name)}, not passed")
    for name in failed:
        if "fell" not in marks.get(name, ()):
            ours.fail(f"{name} is {marks.get(name)}, and should have failed")
