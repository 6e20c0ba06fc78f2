"""Our verdict on each chain of the catalogue, beside those of openssl verify and certtool --verify at
the same time, for the same name. Where they differ, a rule has to say why: what RULES cannot explain
is a failure, and what it explains stands in DEPARTURES.md, which `--write` writes anew."""

import base64
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import sections

HERE = pathlib.Path(__file__).parent
CATALOGUE = HERE.parent.parent / "assets" / "scenarios"
TITLE = "Where others judge a chain otherwise"
# What the others check too; staples, pins and lists of schemes are told to us in the handshake.
CHECKS = ("parse", "trust-anchor", "authority", "strength", "signature", "validity", "usage",
          "host-name")
# What each check is called by the others when it fails.
OPENSSL = {
    "parse": r"Could not read",
    "trust-anchor": r"unable to get (local )?issuer|self-signed certificate",
    "authority": r"invalid CA certificate|path length constraint|subtree violation",
    "strength": r"too weak",
    "signature": r"certificate signature failure",
    "validity": r"has expired|not yet valid",
    "usage": r"unsuitable certificate purpose|unhandled critical extension",
    "host-name": r"hostname mismatch",
}
CERTTOOL = {
    "parse": r"error parsing CRTs",
    "trust-anchor": r"certificate issuer is unknown",
    "authority": r"violates the signer's constraints",
    "strength": r"uses insecure algorithm",
    "signature": r"signature in the certificate is invalid",
    "validity": r"uses (expired|not yet valid) certificate",
    "usage": r"does not match the intended purpose|unknown critical extension",
    "host-name": r"name in the certificate does not match",
}


def run(*command, environment=None):
    return subprocess.run(command, capture_output=True, text=True, check=False,
                          env={**os.environ, "LC_ALL": "C", **(environment or {})})


def pem(der):
    lines = base64.encodebytes(der).decode().replace("\n", "")
    body = "\n".join(lines[i:i + 64] for i in range(0, len(lines), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def certificates_in(message, data):
    spans = {}  # the first field of that name has its length before it, in three bytes
    for field in message["fields"]:
        if re.fullmatch(r".*certificate_list\[\d+\]\.cert_data", field["path"]):
            spans.setdefault(field["path"], field)
    return [data[f["offset"] + 3:f["offset"] + f["length"]] for f in spans.values()]


class Chain:
    """One chain that was judged in a scenario."""

    def __init__(self, scenario, message, decision, settings):
        data = bytes.fromhex(message["bytes"])
        self.scenario = scenario
        self.ders = certificates_in(message, data)
        self.sender = message["sender"]
        judge = "client" if self.sender == "server" else "server"
        clock = settings.get((judge, "clock")) or settings.get(("scenario", "time"))
        self.time = datetime.datetime.fromisoformat(clock.replace("Z", "+00:00"))
        self.host = settings.get(("client", "server-name")) if judge == "client" else None
        self.trust = settings.get((judge, "trust"))
        self.failed = sorted({c["name"].partition(":")[0] for c in decision["candidates"]
                              if c["verdict"] == "fell"} & set(CHECKS), key=CHECKS.index)

    def key(self):
        digest = hashlib.sha256(b"".join(self.ders)).hexdigest()
        return digest, self.time, self.host, self.trust, self.sender


DEFAULTS = {("scenario", "time"): "2026-09-01T12:00:00Z", ("client", "server-name"): "server.example",
            ("client", "trust"): "teaching-root", ("server", "trust"): "teaching-client-root"}


def settings_of(path):
    """Of the first connection."""
    settings, group = dict(DEFAULTS), ""
    for line in path.read_text().splitlines():
        if line.startswith("[") and "=" not in line:
            group = line.strip("[]")
        elif "=" in line and not line.startswith("#"):
            key, _, value = line.partition("=")
            settings[group, key] = value.strip()
    return settings


def chains_of(program, path):
    settings = settings_of(path)
    trace = json.loads(run(program, "trace", str(path), "--format", "json").stdout)
    decisions = {d["index"]: d for d in trace["decisions"]}
    for event in trace["events"]:
        decision = decisions.get(event.get("decision"))
        if not decision or decision["key"] != "certificate-chain" or event["kind"] != "check":
            continue
        shown = [m for m in trace["messages"]
                 if m["name"] == "Certificate" and m["sender"] != event["party"]
                 and m.get("connection", 1) == event.get("connection", 1) and m.get("fields")]
        if shown and not decision["outcome"].startswith("not asked"):
            yield Chain(path.stem, shown[0], decision, settings)


def judge_openssl(folder, chain, roots):
    (folder / "leaf.pem").write_text(pem(chain.ders[0]))
    (folder / "rest.pem").write_text("".join(pem(d) for d in chain.ders[1:]))
    command = ["openssl", "verify", "-attime", str(int(chain.time.timestamp())), "-auth_level", "2",
               "-purpose", "sslserver" if chain.sender == "server" else "sslclient",
               "-CAfile", roots]
    if chain.host:
        command += ["-verify_hostname", chain.host]
    if len(chain.ders) > 1:
        command += ["-untrusted", str(folder / "rest.pem")]
    done = run(*command, str(folder / "leaf.pem"))
    if done.returncode == 0:
        return None
    said = re.findall(r"lookup: (.*)", done.stderr + done.stdout)
    return "; ".join(dict.fromkeys(said)) or (done.stderr + done.stdout).strip().splitlines()[0]


def judge_certtool(folder, chain, roots):
    (folder / "chain.pem").write_text("".join(pem(d) for d in chain.ders))
    number = "1" if chain.sender == "server" else "2"
    command = ["certtool", "--verify", "--load-ca-certificate", roots, "--infile",
               str(folder / "chain.pem"), "--verify-profile", "medium", "--verify-purpose",
               f"1.3.6.1.5.5.7.3.{number}"]
    if chain.host:
        command += ["--verify-hostname", chain.host]
    # Its clock can only be changed from below.
    done = run(*command, environment={"LD_PRELOAD": sys.argv[2],
                                      "AT_TIME": str(int(chain.time.timestamp()))})
    if done.returncode == 0:
        return None
    said = re.findall(r"Chain verification output: (?:Not verified\. )?(.*)", done.stdout)
    return said[-1].strip() if said else (done.stderr + done.stdout).strip().splitlines()[-1]


# Why another may say something else: which checks failed here, what it does, and the rule.
RULES = [
    (["host-name"], "accepts", "no subjectAltName",
     "RFC 9525: only subjectAltName names a host, the common name never does. Both programs still "
     "fall back on it in a certificate without subjectAltName."),
    (["usage"], "accepts", "Key Agreement",
     "RFC 9846 section 4.5.1.2: a keyUsage has to allow digitalSignature. That is a rule of TLS 1.3 "
     "about the key of the handshake; a chain alone may be for a version in which the key agrees or "
     "enciphers."),
]


def agrees(failed, words, names):
    """None: they agree; else how they do not. Who stops at the first error names one of them."""
    if words is None:
        return None if not failed else "accepts"
    if not failed:
        return "refuses"
    return None if any(re.search(names[check], words) for check in failed) else "calls it otherwise"


def shows(chain, feature):
    """Whether openssl finds that in the first certificate."""
    text = subprocess.run(["openssl", "x509", "-inform", "DER", "-noout", "-text"],
                          input=chain.ders[0], capture_output=True, check=False).stdout.decode()
    return "Subject Alternative Name" not in text if feature == "no subjectAltName" else \
        feature in text


def explain(chain, difference):
    for failed, does, feature, rule in RULES:
        if chain.failed == failed and difference == does and shows(chain, feature):
            return rule
    return None


def table(rows):
    lines = ["Every other chain of the catalogue gets the same verdict from openssl, certtool and us.", "",
             "| chain of the scenario | checks that failed here | peer | it | its words | the rule |",
             "|---|---|---|---|---|---|"]
    for chain, peer, difference, words, rule in rows:
        lines.append(f"| {chain.scenario}, the {chain.sender}’s | {', '.join(chain.failed) or 'none'} "
                     f"| {peer} | {difference} | {(words or 'verified').replace('|', '/')} | {rule} |")
    return "\n".join(lines) + "\n"


def scenarios():
    """Those whose chains are of interest."""
    group = ""
    for line in (CATALOGUE / "catalogue.txt").read_text().splitlines():
        if line.startswith("["):
            group = line.strip("[]")
        elif line and line[0] != "#" and group in ("healthy", "certificates",
                                                   "client-authentication"):
            yield CATALOGUE / f"{line.strip()}.scenario"


def main():
    program = sys.argv[1]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        roots = {}
        for trust, root in (("teaching-root", "root"), ("teaching-client-root", "client-root")):
            roots[trust] = str(folder / f"{root}.pem")
            pathlib.Path(roots[trust]).write_text(run(program, "list", "certificates", "--pem",
                                                      root).stdout)
        seen, rows, count, wrong = set(), [], 0, []
        for path in scenarios():
            for chain in chains_of(program, path):
                if not chain.ders or chain.key() in seen or chain.trust not in roots:
                    continue
                seen.add(chain.key())
                count += 1
                for peer, judge, names in (("openssl", judge_openssl, OPENSSL),
                                           ("certtool", judge_certtool, CERTTOOL)):
                    words = judge(folder, chain, roots[chain.trust])
                    difference = agrees(chain.failed, words, names)
                    if difference is None:
                        continue
                    rule = explain(chain, difference)
                    if rule is None:
                        wrong.append(f"{chain.scenario}: here {chain.failed or 'good'}, {peer} "
                                     f"{difference}: {words}")
                    rows.append((chain, peer, difference, words, rule))
    text = table(rows)
    if "--write" in sys.argv:
        sections.write(TITLE, text)
    print("TAP version 14")
    print("1..3")
    for line in wrong:
        print(f"# {line}")
    print(f"{'ok' if not wrong else 'not ok'} 1 - openssl and certtool agree on {count} chains, or a rule "
          f"says why")
    print(f"{'ok' if count >= 40 else 'not ok'} 2 - the catalogue has 40 chains at least")
    current = sections.says(TITLE, text)
    print(f"{'ok' if current else 'not ok'} 3 - DEPARTURES.md says the same")
    return 1 if wrong or count < 40 or not current else 0


if __name__ == "__main__":
    sys.exit(main())
