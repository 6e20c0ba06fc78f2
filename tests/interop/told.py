"""What a scenario says of the party that notices, as arguments of OpenSSL's and GnuTLS's programs. Files
in the directory in which they run: root.pem and client-root.pem, whom they trust; own.pem, their
certificate and its key; keys, the keys agreed on beforehand."""

import verdicts
from attacker import Unplayable
from peers import gnutls, openssl


def _mapped(names, *tables):
    return [next(table[name] for table in tables if name in table) for name in names]


def openssl_terms(scenario):
    suites = scenario.words("cipher-suites")
    newer = [s for s in suites if s in openssl.SUITES]
    older = _mapped([s for s in suites if s not in newer], openssl.SUITES12)
    versions = scenario.versions
    words = ["-min_protocol", f"TLSv{min(versions)[3:]}", "-max_protocol",
             f"TLSv{max(versions)[3:]}",
             *(["-ciphersuites", ":".join(newer)] if newer else []),
             *(["-cipher", ":".join(older)] if older else []),
             "-groups", ":".join(_mapped(scenario.words("groups", "x25519 secp256r1"),
                                         openssl.GROUPS))]
    if scenario.of("signature-schemes"):
        words += ["-sigalgs", ":".join(scenario.words("signature-schemes"))]
    if scenario.of("alpn"):
        words += ["-alpn", ",".join(scenario.words("alpn"))]
    if scenario.of("pre-shared-keys"):
        identity, _, key = scenario.of("pre-shared-keys").partition(":")
        words += ["-psk", key, "-psk_identity", identity]
    return words


def openssl_client(scenario, port):
    host = scenario.of("server-name")
    return ["openssl", "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile", "root.pem",
            "-verify_return_error", "-servername", host, "-verify_hostname", host, "-msg", "-quiet",
            *([] if scenario.of("middlebox-compatibility") else ["-no_middlebox"]),
            *(["-status"] if scenario.of("request-staple") else []), *openssl_terms(scenario)]


def openssl_server(scenario):
    host = scenario.of("server-name", verdicts.DEFAULTS["client", "server-name"])
    asks = scenario.of("request-client-certificate")
    names = "-verifyCAfile" if scenario.of("certificate-authorities") == "no" else "-CAfile"
    return ["openssl", "s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-rev", "-msg",
            *(["-nocert"] if scenario.of("pre-shared-keys") else
              ["-cert", "own.pem", "-cert_chain", "own.pem", "-key", "own.pem"]),
            # Its second certificate, for that name, it sends without a chain.
            *(["-cert2", "own.pem", "-key2", "own.pem", "-servername", host, "-servername_fatal"]
              if scenario.settings["client", "server-name"] != host else []),
            *([names, "client-root.pem", "-verify_return_error",
               "-Verify" if asks == "require" else "-verify", "1"] if asks else []),
            *openssl_terms(scenario)]


def gnutls_priority(scenario):
    words = ["NORMAL:%PROFILE_MEDIUM:-VERS-ALL", *(f"+VERS-{v}" for v in scenario.versions)]
    suites = scenario.words("cipher-suites")
    if suites:
        words += ["-CIPHER-ALL", "-MAC-ALL", "+AEAD",
                  *_mapped(suites, gnutls.SUITES, gnutls.SUITES12)]
    if suites and all(s in gnutls.SUITES12 for s in suites):
        words.insert(1, "-KX-ALL")
    words += ["-GROUP-ALL", *("+GROUP-" + g for g in _mapped(
        scenario.words("groups", "x25519 secp256r1"), gnutls.GROUPS))]
    if scenario.of("signature-schemes"):
        names = (name.replace("ed25519", "EDDSA-ED25519").replace("_pkcs1", "").replace("_", "-")
                 for name in scenario.words("signature-schemes"))
        words += ["-SIGN-ALL", *(f"+SIGN-{name.upper()}" for name in names)]
    if scenario.of("pre-shared-keys"):
        words += ["+PSK", "+ECDHE-PSK"]
    if not scenario.of("middlebox-compatibility"):
        words.append("%DISABLE_TLS13_COMPAT_MODE")
    return ":".join(words)


def gnutls_client(scenario, port):
    host = scenario.of("server-name")
    return ["gnutls-cli", "--x509cafile", "root.pem", "--sni-hostname", host, "--verify-hostname",
            host, "--priority", gnutls_priority(scenario), "--single-key-share", "--debug", "5",
            *(["--alpn", *scenario.words("alpn")] if scenario.of("alpn") else []),
            "--port", str(port), "127.0.0.1"]


def gnutls_server(scenario):
    host = scenario.of("server-name", verdicts.DEFAULTS["client", "server-name"])
    asks = scenario.of("request-client-certificate")
    if scenario.of("certificate-authorities") == "no":
        raise Unplayable("gnutls-serv always names the authorities that it trusts")
    return ["gnutls-serv", "--port", "0", "--echo", "--debug", "5", "--priority",
            gnutls_priority(scenario), "--sni-hostname", host, "--sni-hostname-fatal",
            *(["--pskpasswd", "keys"] if scenario.of("pre-shared-keys") else
              ["--x509certfile", "own.pem", "--x509keyfile", "own.pem"]),
            *(["--alpn", *scenario.words("alpn"), "--alpn-fatal"] if scenario.of("alpn") else []),
            *(["--x509cafile", "client-root.pem", "--verify-client-cert",
               *(["--require-client-cert"] if asks == "require" else [])] if asks else
              ["--disable-client-cert"])]


CLIENTS = {"OpenSSL": openssl_client, "GnuTLS": gnutls_client}
SERVERS = {"OpenSSL": openssl_server, "GnuTLS": gnutls_server}
