"""Described certificates, as openssl reads them: that each field holds what was said, and that the
signatures of every kind of key, on certificates and below OCSP responses, verify."""

import base64
import hashlib
import pathlib
import sys
import tempfile

import verdicts

TIME = "1788264000"  # 2026-09-01T12:00:00Z, when scenarios begin
KINDS = ("ecdsa-p256", "ecdsa-p384", "ecdsa-p521", "rsa-2048", "rsa-4096", "rsa-pss", "ed25519",
         "ed448")
HEAD = "[client]\nrequest-staple=yes\n[server]\ncertificate=leaf\nstaple=revoked\n"
WHOLE = HEAD + """
[certificate.leaf]
issuer=company
subject=CN=Front Door,O=Company
names=server.example *.shop.example host-{8..10}.example 192.0.2.7 2001:db8::7 a@b.example
not-before=-2w
not-after=2027-03-01T12:30:00Z
key=rsa-4096
signature=sha384
usages=digitalSignature keyAgreement
extended-usages=serverAuth codeSigning
policies=2.23.140.1.2.1 1.3.6.1.4.1.55555.2
serial=0a0b0c
must-staple=yes

[certificate.company]
authority=yes
path-length=3
permitted=example 192.0.2.0/24 2001:db8::/32
excluded=bank.example
"""
SHOWN = {  # what `openssl x509 -text` says of it
    "leaf": ["Serial Number: 658188 (0xa0b0c)", "Subject: O = Company, CN = Front Door",
             "Not Before: Aug 18 12:00:00 2026 GMT", "Not After : Mar  1 12:30:00 2027 GMT",
             "Public-Key: (4096 bit)", "Signature Algorithm: ecdsa-with-SHA384",
             "DNS:server.example, DNS:*.shop.example, DNS:host-8.example, DNS:host-9.example, "
             "DNS:host-10.example, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7, "
             "email:a@b.example", "Digital Signature, Key Agreement",
             "TLS Web Server Authentication, Code Signing", "Policy: 2.23.140.1.2.1",
             "Policy: 1.3.6.1.4.1.55555.2", "status_request", "CA:FALSE"],
    "company": ["CA:TRUE, pathlen:3", "Permitted:", "DNS:example", "IP:192.0.2.0/255.255.255.0",
                "Excluded:", "DNS:bank.example", "Certificate Sign, CRL Sign",
                "Issuer: CN = Stepshake Teaching Root", "Subject: CN = company"],
}


def shown(program, folder, text):
    """The certificates as sent, and the staple: files leaf.pem, above.pem, staple.der."""
    path = folder / "described.scenario"
    path.write_text(text)
    trace = verdicts.json.loads(verdicts.run(program, "trace", str(path), "--format",
                                             "json").stdout)
    message = [m for m in trace["messages"] if m["name"] == "Certificate"][0]
    data = bytes.fromhex(message["bytes"])
    ders = verdicts.certificates_in(message, data)
    for name, der in zip(("leaf", "above"), ders):
        (folder / f"{name}.pem").write_text(verdicts.pem(der))
    staple = [f for f in message["fields"] if f["path"].endswith("status_request.response")][0]
    (folder / "staple.der").write_bytes(
        data[staple["offset"] + 3:staple["offset"] + staple["length"]])


def fields_are_as_described(program, folder):
    shown(program, folder, WHOLE)
    missing = []
    for name, file in (("leaf", "leaf.pem"), ("company", "above.pem")):
        text = verdicts.run("openssl", "x509", "-in", str(folder / file), "-noout", "-text").stdout
        missing += [f"{name}: {line}" for line in SHOWN[name] if line not in text]
    return missing


def key_verifies(program, folder, kind):
    """That of the authority above."""
    shown(program, folder, HEAD + f"[certificate.leaf]\nissuer=above\n"
                                  f"[certificate.above]\nauthority=yes\nkey={kind}\n")
    done = verdicts.run("openssl", "verify", "-x509_strict", "-attime", TIME, "-CAfile",
                        str(folder / "root.pem"), "-untrusted", str(folder / "above.pem"),
                        str(folder / "leaf.pem"))
    said = verdicts.run("openssl", "ocsp", "-respin", str(folder / "staple.der"), "-issuer",
                        str(folder / "above.pem"), "-cert", str(folder / "leaf.pem"), "-CAfile",
                        str(folder / "root.pem"), "-attime", TIME, "-no_nonce", "-validity_period",
                        "9999999999")  # it compares with today
    words = said.stdout + said.stderr
    problems = [] if done.returncode == 0 else [done.stderr.strip()]
    if "Response verify OK" not in words or "leaf.pem: revoked" not in words:
        problems.append(words.strip())
    return problems


def pin_is_openssl_s(program, folder):
    """What openssl makes of the key is a pin that matches here; one letter off, it is none."""
    text = "[server]\ncertificate=leaf\n[certificate.leaf]\nkey=rsa-2048\n"
    shown(program, folder, HEAD + "[certificate.leaf]\nkey=rsa-2048\n")
    key = verdicts.run("openssl", "x509", "-in", str(folder / "leaf.pem"), "-noout",
                       "-pubkey").stdout
    der = base64.b64decode("".join(line for line in key.splitlines() if "-----" not in line))
    problems = []
    for spoil, mark in ((0, "passed"), (1, "fell")):
        digest = bytearray(hashlib.sha256(der).digest())
        digest[0] ^= spoil
        pin = "sha256/" + base64.b64encode(bytes(digest)).decode()
        (folder / "pin.scenario").write_text(text + f"[client]\npins={pin}\n")
        trace = verdicts.run(program, "trace", str(folder / "pin.scenario")).stdout
        line = list({line for line in trace.splitlines() if " pin: " in line})  # told at the end, too
        if len(line) != 1 or line[0].split()[0] != mark or (spoil == 0 and pin not in line[0]):
            problems.append(f"{pin}: {line}")
    return problems


def main():
    program = sys.argv[1]
    print("TAP version 14")
    print(f"1..{2 + len(KINDS)}")
    good = True
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "root.pem").write_text(
            verdicts.run(program, "list", "certificates", "--pem", "root").stdout)
        tests = [("openssl reads what was described",
                  lambda: fields_are_as_described(program, folder)),
                 ("a pin is the hash that openssl makes",
                  lambda: pin_is_openssl_s(program, folder))]
        tests += [(f"{kind} signs certificates and OCSP responses",
                   lambda kind=kind: key_verifies(program, folder, kind)) for kind in KINDS]
        for number, (title, test) in enumerate(tests, 1):
            problems = test()
            good = good and not problems
            for problem in problems:
                print("# " + problem.replace("\n", "\n# "))
            print(f"{'not ok' if problems else 'ok'} {number} - {title}")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
