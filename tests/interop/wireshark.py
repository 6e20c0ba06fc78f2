#!/usr/bin/env python3
"""Wireshark's judgement of our captures, as TAP: wireshark.py STEPSHAKE

tshark reads each capture without any setting. Every message must be named, every sealed record
opened, every checksum right, and every field must lie where our own field tree has it."""

import functools
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

SCENARIOS = {
    "healthy": [],
    "healthy-p256": [],
    "healthy-rsa": [],
    "healthy-ed25519": [],
    "healthy-chacha20": [],
    "aes-256, a second share, ALPN, a session id": [
        "client.cipher-suites=TLS_AES_256_GCM_SHA384", "client.key-shares=x25519 secp256r1",
        "client.alpn=h2 http/1.1", "server.alpn=http/1.1 h2",
        "client.middlebox-compatibility=yes"],
    "healthy-tls12": [],
    # tshark takes the names of authorities apart, and has no field for one as a whole.
    "a client's certificate in TLS 1.2": [
        "client.versions=TLS1.2", "server.versions=TLS1.2", "client.certificate=client-ecdsa",
        "server.request-client-certificate=require", "server.certificate-authorities=no"],
    "session-resumed": [],
    "session-ticket-resumed": [],
    "staple-tls12": [],
    "older-server": [],
    "staple": [],
    "certificate-timestamps": [],
    "compressed-certificate": [],
    "certificate-signature-schemes": [],
    "records over several segments": ["client.send=" + "0123456789abcdef" * 500],
}
FAILURES = ["no-common-cipher-suite", "no-common-version", "expired-certificate", "wrong-host",
            "certificate-revoked", "must-staple"]

# What tshark calls a field, and how our path of the same bytes ends. Where several fit, offset and
# length decide; a name that is not here fails the test.
MAP = {
    "handshake.type": r"\.msg_type",
    "handshake.length": r"\.length",
    "handshake.version": r"\.legacy_version",
    "handshake.random": r"\.random",
    "handshake.session_id_length": r"\.legacy_session_id(_echo)?\.length",
    "handshake.session_id": r"\.legacy_session_id(_echo)?",
    "handshake.cipher_suites_length": r"\.cipher_suites\.length",
    "handshake.ciphersuite": r"\.cipher_suites?(\[\d+\])?",
    "handshake.comp_methods_length": r"\.legacy_compression_methods\.length",
    "handshake.comp_method": r"\.legacy_compression_methods?",
    "handshake.extensions_length": r"\.extensions\.length",
    "handshake.extension.type": r"\.extension_type",
    "handshake.extension.len": r"\.length",
    "handshake.extensions_server_name_list_len": r"\.server_name\.server_name_list\.length",
    "handshake.extensions_server_name_type": r"\.server_name_list\[\d+\]\.name_type",
    "handshake.extensions_server_name_len": r"\.server_name_list\[\d+\]\.host_name\.length",
    "handshake.extensions_server_name": r"\.server_name_list\[\d+\]\.host_name",
    "handshake.extensions_supported_groups_length": r"\.supported_groups\.named_group_list\.length",
    "handshake.extensions_supported_group": r"\.supported_groups\.named_group_list\[\d+\]",
    "handshake.extensions_key_share_client_length": r"\.key_share\.client_shares\.length",
    "handshake.extensions_key_share_group": r"\.key_share\..*\.group",
    "handshake.extensions_key_share_key_exchange_length": r"\.key_share\..*\.key_exchange\.length",
    "handshake.extensions_key_share_key_exchange": r"\.key_share\..*\.key_exchange",
    "handshake.extensions.supported_versions_len": r"\.supported_versions\.versions\.length",
    "handshake.extensions.supported_version":
        r"\.supported_versions\.(versions\[\d+\]|selected_version)",
    "handshake.sig_hash_alg_len":
        r"(\.signature_algorithms(_cert)?\.supported_signature_algorithms\.length|"
        r"Request\.supported_signature_algorithms\.length)",
    "handshake.sig_hash_alg":
        r"(\.signature_algorithms(_cert)?\.supported_signature_algorithms\[\d+\]|Verify\.algorithm|"
        r"Request\.supported_signature_algorithms\[\d+\]|signed_params\.algorithm|"
        r"\.sct_list\[\d+\]\.algorithm)",
    "handshake.extensions_status_request_type": r"(\.status_request|CertificateStatus)\.status_type",
    "handshake.extensions_status_request_responder_ids_len": r"\.responder_id_list\.length",
    "handshake.extensions_status_request_exts_len": r"\.request_extensions\.length",
    "handshake.ocsp_response_len": r"(\.status_request|CertificateStatus)\.response\.length",
    "handshake.ocsp_response": r"(\.status_request|CertificateStatus)\.response",
    "sct.scts_length": r"\.sct_list\.length",
    "sct.sct_length": r"\.sct_list\[\d+\]\.length",
    "sct.sct_version": r"\.sct_list\[\d+\]\.sct_version",
    "sct.sct_logid": r"\.sct_list\[\d+\]\.log_id",
    "sct.sct_timestamp": r"\.sct_list\[\d+\]\.timestamp",
    "sct.sct_extensions_length": r"\.sct_list\[\d+\]\.extensions\.length",
    "sct.sct_signature_length": r"\.sct_list\[\d+\]\.signature\.length",
    "sct.sct_signature": r"\.sct_list\[\d+\]\.signature",
    "compress_certificate.algorithms_length": r"\.compress_certificate\.algorithms\.length",
    "compress_certificate.algorithm":
        r"(\.compress_certificate\.algorithms\[\d+\]|CompressedCertificate\.algorithm)",
    "compress_certificate.uncompressed_length": r"\.uncompressed_length",
    "compress_certificate.compressed_certificate_message.length":
        r"\.compressed_certificate_message\.length",
    "compress_certificate.compressed_certificate_message": r"\.compressed_certificate_message",
    "handshake.extensions_alpn_len":
        r"\.application_layer_protocol_negotiation\.protocol_name_list\.length",
    "handshake.extensions_alpn_str_len":
        r"\.application_layer_protocol_negotiation\.protocol_name_list\[\d+\]\.length",
    "handshake.extensions_alpn_str":
        r"\.application_layer_protocol_negotiation\.protocol_name_list\[\d+\]",
    "handshake.certificate_request_context_length": r"\.certificate_request_context\.length",
    "handshake.certificates_length": r"\.certificate_list\.length",
    "handshake.certificate_length": r"\.certificate_list\[\d+\](\.cert_data)?\.length",
    "handshake.certificate": r"\.certificate_list\[\d+\](\.cert_data)?",
    "handshake.extensions_ec_point_formats_length":
        r"\.ec_point_formats\.ec_point_format_list\.length",
    "handshake.extensions_ec_point_format": r"\.ec_point_format_list\[\d+\]",
    "handshake.extensions_reneg_info_len": r"\.renegotiation_info\..*length",
    "handshake.server_curve_type": r"\.params\.curve_type",
    "handshake.server_named_curve": r"\.params\.named_curve",
    "handshake.server_point_len": r"\.params\.public\.length",
    "handshake.server_point": r"\.params\.public",
    "handshake.sig_len": r"\.signature\.length",
    "handshake.sig": r"\.signature",
    "handshake.client_point_len": r"\.ecdh_Yc\.length",
    "handshake.client_point": r"\.ecdh_Yc",
    "handshake.cert_types_count": r"\.certificate_types\.length",
    "handshake.cert_type": r"\.certificate_types\[\d+\]",
    "handshake.dnames_len": r"\.certificate_authorities\.length",
    "handshake.client_cert_vrfy.sig_len": r"\.signature\.length",
    "handshake.client_cert_vrfy.sig": r"\.signature",
    "handshake.session_ticket_lifetime_hint": r"\.ticket_lifetime_hint",
    "handshake.session_ticket_length": r"\.ticket\.length",
    "handshake.session_ticket": r"\.ticket",
    "handshake.extension.data": r"\.session_ticket\.ticket",
    "handshake.verify_data": r"Finished\.verify_data",
    "alert_message.level": r"Alert\.level",
    "alert_message.desc": r"Alert\.description",
}
# Groups of the fields above under a heading, what tshark computes from them, and the halves in
# which TLS 1.2 read what are now single numbers.
IGNORED = re.compile(
    r"handshake\.(ja3|random_|ciphersuites$|comp_methods$|extensions_supported_groups$|"
    r"extensions_ec_point_formats$|cert_types$|dnames$|"
    r"sig_hash_(algs|hash|sig)$|certificates$|extensions_alpn_list$|resumed)")
MESSAGES = {"1": "ClientHello", "2": "ServerHello", "12": "ServerKeyExchange",
            "13": "CertificateRequest", "14": "ServerHelloDone", "16": "ClientKeyExchange", "8": "EncryptedExtensions", "11": "Certificate",
            "4": "NewSessionTicket", "22": "CertificateStatus", "25": "CompressedCertificate",
            "15": "CertificateVerify", "20": "Finished", "alert": "Alert"}


class Wrong(Exception):
    """A reason why the capture and our trace do not agree."""


def require(condition, reason):
    if not condition:
        raise Wrong(reason)


class Stepshake:
    def __init__(self, program):
        self.program = program

    def trace(self, scenario, form, settings=(), arguments=()):
        known = "healthy" if settings else scenario
        command = [self.program, "trace", known, "--format", form, *arguments]
        for setting in settings:
            command += ["--set", setting]
        done = subprocess.run(command, capture_output=True, check=False)
        require(done.returncode == 0, f"{command}: {done.stderr.decode()}")
        return done.stdout


# Connections in one capture, at most.
CONNECTIONS = 2


class Capture:
    """All that tshark tells about one capture, out of one start: that is what it takes long for."""

    def __init__(self, path, *arguments):
        command = ["tshark", "-n", "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
                   "-r", str(path), *arguments, "-T", "pdml"]
        for number in range(CONNECTIONS):
            command += ["-z", f"follow,tls,raw,{number}"]
        done = subprocess.run(command, capture_output=True, check=True)
        pdml, followed = done.stdout.decode().split("</pdml>")
        self.packets = ElementTree.fromstring(pdml + "</pdml>").findall("./packet")
        self.data = list(data_of(followed))

    @functools.cached_property
    def records(self):
        return list(records_of(self.packets))

    @property
    def messages(self):
        return [message for _, _, messages in self.records for message in messages]

    @property
    def names(self):
        return [message.name for message in self.messages]


def data_of(followed):
    """The application data of each connection, in the order of the connections."""
    parts = re.split(r"^Filter: tcp\.stream eq (\d+)$", followed, flags=re.M)[1:]
    found = dict(zip(map(int, parts[::2]), parts[1::2]))
    for number in range(CONNECTIONS):
        yield b"".join(bytes.fromhex(line) for line in found[number].splitlines()
                       if re.fullmatch(r"\s*[0-9a-f]+", line))


def complaints_of(packets):
    """(frame, field, value) of whatever tshark finds wrong: warnings and errors of its own, wrong
    checksums, and what a connection without loss does not have."""
    for number, packet in enumerate(packets, 1):
        for node in packet.iter():
            name, value = node.get("name") or "", node.get("show") or ""
            if (name == "_ws.malformed" or name == "tcp.analysis.flags" or
                    (name == "_ws.expert.severity" and int(value) >= WARNING) or
                    (name in ("tcp.checksum.status", "ip.checksum.status") and value != GOOD)):
                yield number, name, value


WARNING = 0x600000
GOOD = "1"


# --- What tshark has seen ---

class Seen:
    """One message as tshark lays it out: its name and its fields (name, offset, length, hex)."""

    def __init__(self, name, fields):
        self.name = name
        self.fields = fields


def short(field):
    return field.get("name").removeprefix("tls.")


def layout(node, base):
    """The TLS fields below NODE that are mapped or unknown, from BASE."""
    for field in node:
        name = short(field)
        is_tls = field.get("name").startswith("tls.")
        size = int(field.get("size"))
        if is_tls and size > 0 and not IGNORED.match(name):
            yield name, int(field.get("pos")) - base, size, field.get("value")
        if name == "handshake.ocsp_response_len":
            yield from ocsp_layout(node, field, base)
        if "x509" not in field.get("name"):
            yield from layout(field, base)


def ocsp_layout(node, length, base):
    """The response itself has no field of tshark's: it is what stands behind its length, if tshark
    has read it as one."""
    read = node.find(".//field[@name='ocsp.responseStatus']")
    require(read is not None and read.get("show") == "0", "tshark reads no OCSP response")
    yield ("handshake.ocsp_response", int(length.get("pos")) + int(length.get("size")) - base,
           int(length.get("show")), None)


def messages_of(record):
    """The messages in one tls.record of the PDML."""
    for field in record:
        if field.get("name") == "tls.handshake":
            kind = next(f for f in field if f.get("name") == "tls.handshake.type")
            yield Seen(MESSAGES.get(kind.get("show"), "?"),
                       list(layout(field, int(kind.get("pos")))))
        elif field.get("name") == "tls.alert_message":
            level = next(f for f in field if f.get("name") == "tls.alert_message.level")
            yield Seen("Alert", list(layout(field, int(level.get("pos")))))


def records_of(packets):
    """(content type, was it sealed, messages) of each TLS record that tshark found."""
    for packet in packets:
        for proto in packet.findall("./proto[@name='tls']"):
            for record in proto.findall("./field[@name='tls.record']"):
                sealed = record.find("./field[@name='tls.record.opaque_type']") is not None
                kind = record.find("./field[@name='tls.record.content_type']")
                yield (None if kind is None else int(kind.get("show")), sealed,
                       list(messages_of(record)))


# --- What it must be ---

def check_message(seen, ours):
    require(seen.name == ours["name"], f"tshark has {seen.name}, we have {ours['name']}")
    payload = bytes.fromhex(ours["bytes"])
    leaves = set(leaf_ranges(ours))
    for name, offset, length, value in seen.fields:
        require(name in MAP, f"{seen.name}: {name} of tshark is not in this test's table")
        found = [f["path"] for f in ours["fields"]
                 if (f["offset"], f["length"]) == (offset, length)]
        require(any(re.search(MAP[name] + "$", path) for path in found),
                f"{seen.name}: tshark's {name} is at {offset}+{length}, where we have {found}")
        require(not value or payload[offset:offset + length].hex() == value,
                f"{seen.name}: {name} holds {value}, we have other bytes there")
        leaves.discard((offset, length))
    require(not leaves, f"{seen.name}: tshark has no field at {sorted(leaves)}")


def leaf_ranges(message):
    """(offset, length) of all that has no smaller field inside it."""
    ranges = sorted({(f["offset"], f["length"]) for f in message["fields"] if f["length"] > 0},
                    key=lambda r: (r[0], -r[1]))
    for i, (offset, length) in enumerate(ranges):
        if i + 1 == len(ranges) or ranges[i + 1][0] >= offset + length:
            yield offset, length


def is_older(record):
    """In TLS 1.2 what is authenticated is no header, and the type stands on the outside."""
    return "additional_data" in record


def inner_type(record):
    """The content type of a record, from our trace: of a sealed one what is inside."""
    if is_older(record):
        return int(record["bytes"][:2], 16)
    return bytes.fromhex(record["inner"])[-1] if record["sealed"] else int(record["bytes"][:2], 16)


def check_records(trace, seen):
    ours = trace["records"]
    found = seen.records
    require(len(found) == len(ours), f"tshark has {len(found)} records, we have {len(ours)}")
    for record, (kind, sealed, _) in zip(ours, found):
        require(sealed == (record["sealed"] and not is_older(record)),
                f"record {record['index']}: sealed is {sealed}")
        require(kind == inner_type(record), f"record {record['index']}: tshark found type {kind}")


def check_fields(trace, seen):
    ours = [m for m in trace["messages"] if m["name"] not in
            ("application_data", "ChangeCipherSpec")]
    require(seen.names == [m["name"] for m in ours],
            f"tshark has {seen.names}, we have {[m['name'] for m in ours]}")
    for message, own in zip(seen.messages, ours):
        check_message(message, own)


def check_complaints(seen):
    found = list(complaints_of(seen.packets))
    require(not found, f"tshark complains: {found}")


def check_data(trace, seen):
    """The application data that tshark decrypts is what our parties said."""
    said = "".join(m["bytes"] for m in trace["messages"] if m["name"] == "application_data")
    connections = max(r["connection"] for r in trace["records"])
    require(connections <= CONNECTIONS, f"{connections} connections, more than are followed")
    found = b"".join(seen.data).hex()
    require(found == said, f"tshark read {found[:80]!r}, our parties said {said[:80]!r}")


# --- The tests ---

def save(directory, name, content):
    path = directory / name
    path.write_bytes(content)
    return path


def good_capture(program, directory, scenario, settings):
    trace = json.loads(program.trace(scenario, "json", settings))
    seen = Capture(save(directory, "good.pcapng", program.trace(scenario, "pcapng", settings)))
    check_complaints(seen)
    check_records(trace, seen)
    check_fields(trace, seen)
    check_data(trace, seen)


def failed_capture(program, directory, scenario):
    trace = json.loads(program.trace(scenario, "json"))
    seen = Capture(save(directory, "failed.pcapng", program.trace(scenario, "pcapng")))
    check_complaints(seen)
    check_records(trace, seen)
    check_fields(trace, seen)
    require("Alert" in seen.names, "no alert")


def eavesdropper_capture(program, directory):
    """Without secrets nothing sealed opens, and the hellos are there all the same."""
    content = program.trace("healthy", "pcapng", arguments=["--seen-by", "eavesdropper"])
    seen = Capture(save(directory, "eavesdropper.pcapng", content))
    require(seen.names == ["ClientHello", "ServerHello"], f"tshark opened {seen.names}")
    require(b"TRAFFIC_SECRET" not in content, "the capture holds secrets")


def party_capture(program, directory):
    """One party's own secrets open the whole connection."""
    for party in ("client", "server"):
        content = program.trace("healthy", "pcapng", arguments=["--seen-by", party])
        names = Capture(save(directory, "party.pcapng", content)).names
        require(names.count("Finished") == 2 and names.count("Alert") == 2,
                f"with the {party}'s secrets tshark opened {names}")


def key_log(program, directory):
    """The key log opens the eavesdropper's capture."""
    log = save(directory, "keys.log", program.trace("healthy", "keylog"))
    content = program.trace("healthy", "pcapng", arguments=["--seen-by", "eavesdropper"])
    names = Capture(save(directory, "bare.pcapng", content), "-o", f"tls.keylog_file:{log}").names
    require(names.count("Finished") == 2, f"with the key log tshark opened {names}")


# A connection with static RSA, and what is put on top of its scenario.
DECIPHERED = [
    (),
    ("client.extended-main-secret=no",),
    *((f"client.cipher-suites={suite}", f"server.cipher-suites={suite}") for suite in (
        "TLS_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_AES_128_CBC_SHA256")),
    ("client.cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA",
     "server.cipher-suites=TLS_RSA_WITH_AES_128_CBC_SHA", "client.encrypt-then-mac=no"),
]


def _with_key(program, directory, scenario, certificate, settings):
    """The data that tshark reads in the eavesdropper's capture with the server's private key."""
    chain = subprocess.run([program.program, "list", "certificates", "--pem", certificate],
                           capture_output=True, check=True).stdout
    key = save(directory, "stolen.pem", chain[chain.index(b"-----BEGIN PRIVATE KEY"):])
    arguments = ["--seen-by", "eavesdropper"]
    for setting in settings:
        arguments += ["--set", setting]
    content = program.trace(scenario, "pcapng", arguments=arguments)
    path = save(directory, "recorded.pcapng", content)
    require(b"CLIENT_RANDOM" not in content, "the capture holds secrets")
    return Capture(path, "-o", f'uat:rsa_keys:"{key}",""').data[0].decode()


def private_key(program, directory):
    """The server's private key alone opens the recording of static RSA, and none of ECDHE."""
    for settings in DECIPHERED:
        told = _with_key(program, directory, "stolen-key-static-rsa", "rsa-encipherment", settings)
        require("PIN 4711: pay 50 to Bob" in told, f"{settings}: tshark read “{told}”")
    told = _with_key(program, directory, "stolen-key-ecdhe", "rsa", ())
    require(told == "", f"ECDHE: tshark read “{told}”")


def moment(program, directory):
    """A capture as of a moment ends there: what comes later is not in it."""
    content = program.trace("healthy", "pcapng", arguments=["--at", "ServerHello.processed"])
    names = Capture(save(directory, "early.pcapng", content)).names
    require(names == ["ClientHello", "ServerHello"], f"tshark has {names}")


def blocks_of(content):
    """The blocks of a capture: (type, bytes)."""
    while content:
        kind, length = struct.unpack("<II", content[:8])
        yield kind, content[:length]
        content = content[length:]


IP, TCP, RECORD = 28 + 14, 28 + 34, 28 + 54  # where they begin in a packet's block


def damaged(content):
    """CONTENT with its packets 4 to 7 damaged in one way each, and what ought to be noticed: in
    each, two bytes change places with two others."""
    blocks = list(blocks_of(content))
    first = [kind for kind, _ in blocks].index(PACKET)
    damage = {
        (4, "tcp.checksum.status"): (RECORD + 30, RECORD + 33),  # in random
        # Two bytes that change places with two at an even distance leave the checksum right.
        (5, "_ws.malformed"): (RECORD + 42, RECORD + 12),        # session_id's length, and random
        (6, "ip.checksum.status"): (IP + 13, IP + 16),           # the addresses
        (7, "tcp.analysis.flags"): (TCP + 6, TCP + 8),           # sequence number
    }
    for (number, _), (one, other) in damage.items():
        block = bytearray(blocks[first + number - 1][1])
        block[one:one + 2], block[other:other + 2] = block[other:other + 2], block[one:one + 2]
        blocks[first + number - 1] = PACKET, bytes(block)
    return b"".join(block for _, block in blocks), list(damage)


PACKET = 6


def is_awake(program, directory):
    """Damaged packets, and fields that lie elsewhere, are noticed."""
    content = program.trace("healthy", "pcapng")
    bad, awaited = damaged(content)
    found = {(number, field) for number, field, _ in complaints_of(
        Capture(save(directory, "bad.pcapng", bad)).packets)}
    require(found >= set(awaited), f"damaged are {awaited}, tshark complains about {found}")
    trace = json.loads(program.trace("healthy", "json"))
    seen = Capture(save(directory, "good.pcapng", content))
    check_fields(trace, seen)
    for message in trace["messages"][:3]:
        for field in message["fields"][3:]:
            field["offset"] += 1
    try:
        check_fields(trace, seen)
    except Wrong:
        return
    raise Wrong("fields one byte off went through")


def main():
    program = Stepshake(sys.argv[1])
    cases = [(f"reads {name}", lambda d, n=name, s=settings: good_capture(program, d, n, s))
             for name, settings in SCENARIOS.items()]
    cases += [(f"reads {name}", lambda d, n=name: failed_capture(program, d, n))
              for name in FAILURES]
    cases += [(test.__doc__.splitlines()[0], lambda d, t=test: t(program, d))
              for test in (eavesdropper_capture, party_capture, key_log, private_key,
                           moment, is_awake)]
    print(f"1..{len(cases)}")
    with tempfile.TemporaryDirectory() as name:
        for number, (title, run) in enumerate(cases, 1):
            try:
                run(pathlib.Path(name))
                print(f"ok {number} - {title}")
            except Wrong as wrong:
                print(f"not ok {number} - {title}")
                print("".join(f"# {line}\n" for line in str(wrong).splitlines()[:20]), end="")
            sys.stdout.flush()


main()
