"""A relay that does to real bytes what the twists of a scenario do on our pipe: the records of one
sender are changed, dropped, sent twice, held behind the next one, or joined by others."""

import re
import socket

from relay import Relay

HEADER = 5
TYPES = {"change_cipher_spec": 20, "alert": 21, "handshake": 22, "application_data": 23}
RECORD = r"(client|server)\.record\[(\d+)\]"


class Unplayable(Exception):
    """Says why a twist cannot be played on real bytes."""


def _xored(record, start, mask):
    end = start + len(mask)
    return record[:start] + bytes(a ^ b for a, b in zip(record[start:end], mask)) + record[end:]


def _place(path, trace, suites):
    """Sender, number of the record, and the offset in it, of a field's bytes; in TRACE of the same
    scenario, played without real peers."""
    if match := re.fullmatch(RECORD + r"\.(.*)", path):
        start = {"encrypted_record": HEADER,
                 "fragment.ciphertext": HEADER + (16 if "_CBC_" in suites else 8)}.get(match[3])
        if start is None:
            raise Unplayable(f"{path} is not looked for")
        return match[1], int(match[2]), start
    sender, _, field = path.partition(".")
    name = field.partition(".")[0]
    for message in trace["messages"]:
        if (message["sender"], message["name"]) != (sender, name) or message["sealed"]:
            continue
        record = trace["records"][message["record"]]
        found = [f["offset"] for f in message["fields"] if f["path"] == field]
        if found:
            return sender, record["ordinal"], HEADER + found[0]
    raise Unplayable(f"{path} is not in clear")


# --- ClientHello, whose fields can be taken away and set ---

EXTENSIONS = {"supported_versions": 43, "key_share": 51, "extended_main_secret": 23}
VERSIONS = {"TLS1.2": b"\x03\x03"}


def _vector(data, width):
    """What follows a length of WIDTH bytes, and what is behind it."""
    end = width + int.from_bytes(data[:width], "big")
    return data[width:end], data[end:]


def _with_length(data, width):
    return len(data).to_bytes(width, "big") + data


def _extensions(data):
    while data:
        number, (body, rest) = data[:2], _vector(data[2:], 2)
        yield int.from_bytes(number, "big"), body
        data = rest


def edit_hello(record, suites, extension):
    """RECORD holds a ClientHello: SUITES (list) gives another list, EXTENSION (number, body) another
    body, or None to take it away."""
    hello, _ = _vector(record[HEADER + 1:], 3)
    session, rest = _vector(hello[34:], 1)
    offered, rest = _vector(rest, 2)
    compression, rest = _vector(rest, 1)
    extensions, _ = _vector(rest, 2)
    pairs = [(number, extension(number, body)) for number, body in _extensions(extensions)]
    extensions = b"".join(number.to_bytes(2, "big") + _with_length(body, 2)
                          for number, body in pairs if body is not None)
    hello = (hello[:34] + _with_length(session, 1) + _with_length(suites(offered), 2) +
             _with_length(compression, 1) + _with_length(extensions, 2))
    message = record[HEADER:HEADER + 1] + _with_length(hello, 3)
    return record[:3] + _with_length(message, 2)


def _first_version_set(version):
    return lambda body: body[:1] + VERSIONS[version] + body[3:]


def _first_share_deleted(body):
    shares, _ = _vector(body, 2)
    return _with_length(_vector(shares[2:], 2)[1], 2)


def _change_of_hello(words):
    """What a twist makes of a record with a ClientHello; None: it is about something else."""
    field = words[1].removeprefix("client.ClientHello.")
    if words[:2] == ["delete", "client.ClientHello.cipher_suites[0]"]:
        return lambda record: [edit_hello(record, lambda all: all[2:], lambda _, body: body)]
    changes = {"supported_versions.versions[0]": _first_version_set(words[-1]),
               "key_share.client_shares[0]": _first_share_deleted}
    number = EXTENSIONS.get(field.partition(".")[0])
    if number is None or (field not in changes and words[0] != "delete"):
        return None
    change = changes.get(field, lambda _: None)
    return lambda record: [edit_hello(record, lambda all: all, lambda which, body:
                                      change(body) if which == number else body)]


class Twist:
    """Of the record NUMBER of SENDER; .change (record) gives the records that go on instead."""

    def __init__(self, text, trace, suites):
        kind, *words = text.split()
        self.kind, self.words = kind, words
        self.of_hello = kind in ("set", "delete")
        where = [word for word in words if re.fullmatch(RECORD, word)]
        if kind == "xor":
            self.sender, self.number, start = _place(words[0], trace, suites)
            self.change = lambda record: [_xored(record, start, bytes.fromhex(words[1]))]
        elif kind in ("drop", "duplicate", "truncate", "inject", "reorder") and where:
            match = re.fullmatch(RECORD, where[0])
            self.sender, self.number = match[1], int(match[2])
            self.change = getattr(self, "_" + kind)
        elif self.of_hello and (change := _change_of_hello([kind, *words])):
            self.sender, self.number, self.change = "client", 1, change
        else:
            raise Unplayable(f"“{kind}” is not played on real bytes")

    @staticmethod
    def _drop(_):
        return []

    _reorder = _drop  # the attacker holds it

    @staticmethod
    def _duplicate(record):
        return [record, record]

    def _truncate(self, record):
        kept = bytearray(record[:int(self.words[1])])
        if self.words[-1] != "leave":
            kept[3:HEADER] = (len(kept) - HEADER).to_bytes(2, "big")
        return [bytes(kept)]

    def _inject(self, record):
        before, _, kind, data = self.words
        data = bytes.fromhex(data)
        own = bytes([TYPES[kind], 3, 3]) + len(data).to_bytes(2, "big") + data
        return [own, record] if before == "before" else [record, own]


def _records(source):
    """One after the other, to the end."""
    rest = b""
    while some := source.recv(65536):
        rest += some
        while len(rest) >= HEADER and len(rest) >= (
                size := HEADER + int.from_bytes(rest[3:HEADER], "big")):
            yield rest[:size]
            rest = rest[size:]


class Attacker(Relay):
    """Between a client and the server at PORT."""

    def __init__(self, port, twists):
        super().__init__(port)
        self.twists = twists
        self.held = []

    def _pass_on(self, source, sink, heard):
        sender = "client" if heard is self.connections[-1][0] else "server"
        try:
            for number, record in enumerate(_records(source), 1):
                sink.sendall(b"".join(self._twisted(sender, number, record)))
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # one of them has hung up

    def _twisted(self, sender, number, record):
        records = [record]
        for twist in self.twists:
            if twist.sender != sender:
                continue
            if number == twist.number:
                records = twist.change(record)
                self.held = [record] if twist.kind == "reorder" else []
            else:
                records, self.held = records + self.held, []
        return records
