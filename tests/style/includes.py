#!/usr/bin/env python3
"""Which room includes what: a room of sim/ includes only itself and the rooms above it, and each
outside library only where it belongs. usage: includes.py SOURCE-ROOT (TAP)"""

import pathlib
import re
import sys
import tempfile

# Top to bottom; a room includes only what stands above it. gui comes last and never sees cli.
ROOMS = ["base", "crypto", "wire", "trace", "pki", "tls", "net", "scenario", "control", "lesson",
         "draw", "export", "cli", "gui"]

# An include or a symbol, and the room it may stand in. Cairo and Pango measure and paint in draw and
# come with GTK in gui.
LIBRARIES = [
    ("Nettle", r'^\s*#\s*include\s*[<"](nettle/|gmp\.h)', "crypto"),
    ("libsodium", r'^\s*#\s*include\s*[<"]sodium', "crypto"),
    ("zlib", r'^\s*#\s*include\s*[<"]zlib\.h', "wire"),
    ("GnuTLS", r'^\s*#\s*include\s*[<"]gnutls/', "pki"),
    ("GIO sockets", r"\b(G(Inet)?Socket\w*|g_(inet_)?socket_\w+|GTcp\w+|socket \()", "net"),
    ("cmark", r'^\s*#\s*include\s*[<"]cmark', "lesson"),
    ("Graphviz", r'^\s*#\s*include\s*[<"](graphviz/|gvc|cgraph)', "draw"),
    ("json-glib", r'^\s*#\s*include\s*[<"]json-glib/', "export"),
    ("GTK", r'^\s*#\s*include\s*[<"](gtk/|gdk|gsk/|adwaita\.h)', "gui"),
    ("Cairo and Pango", r'^\s*#\s*include\s*[<"](cairo|pango)', "draw"),
]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
# Everywhere: the C library, GLib and GIO.
PLAIN = re.compile(r"(glib(/[\w-]+|-unix|-object)?|gio/\w+|(sys|netinet|arpa)/\w+|[a-z]\w*)\.h$")


def sources(root):
    """(room, path) of each C file."""
    for room in ROOMS:
        folder = root / room if room == "gui" else root / "sim" / room
        for path in sorted(folder.rglob("*.[ch]")):
            yield room, path


def wrong_quoted(room, path, target):
    other = target.split("/")[0]
    if other not in ROOMS or "/" not in target:
        here = (path.parent / target).exists()
        return None if here or room == "gui" else f"{target} is no file of a room"
    if room == "gui" and other == "cli":
        return "gui includes cli: both stand on the library, not on each other"
    if ROOMS.index(other) > ROOMS.index(room):
        return f"{room} includes {target}, but {other} stands below {room}"
    return None


def check(root):
    """All wrong arrows, a line each."""
    wrong = []
    graphviz = []
    for room, path in sources(root):
        text = COMMENT.sub(lambda m: "\n" * m.group().count("\n"), path.read_text("utf-8"))
        where = lambda at: f"{path.relative_to(root)}:{text.count(chr(10), 0, at) + 1}"
        claimed = set()
        for library, pattern, home in LIBRARIES:
            for match in re.finditer(pattern, text, re.MULTILINE):
                claimed.add(text.count("\n", 0, match.end()))
                if room != home and not (room == "gui" and library == "Cairo and Pango"):
                    wrong.append(f"{where(match.start())}: {library} belongs in {home}, not in {room}")
                elif library == "Graphviz":
                    graphviz.append(path)
        for match in INCLUDE.finditer(text):
            bracket, target = match.groups()
            if bracket == '"':
                reason = wrong_quoted(room, path, target)
                if reason:
                    wrong.append(f"{where(match.start())}: {reason}")
            elif not PLAIN.match(target) and room != "gui":
                if text.count("\n", 0, match.end()) not in claimed:
                    wrong.append(f"{where(match.start())}: no room may use <{target}>")
    if len(set(graphviz)) > 1:
        names = ", ".join(sorted(str(path.relative_to(root)) for path in set(graphviz)))
        wrong.append(f"Graphviz belongs in one file, not in {names}")
    return wrong


# Each must be caught, and for this reason.
BAD = [
    ("sim/wire/a.c", '#include "tls/party.h"', "tls stands below wire"),
    ("sim/base/a.h", '#  include "cli/command.h"', "cli stands below base"),
    ("gui/a.c", '#include "cli/command.h"', "gui includes cli"),
    ("sim/tls/a.c", "#include <nettle/sha2.h>", "Nettle belongs in crypto"),
    ("sim/tls/a.c", "#include <sodium.h>", "libsodium belongs in crypto"),
    ("sim/crypto/a.c", "#include <gnutls/x509.h>", "GnuTLS belongs in pki"),
    ("sim/cli/a.c", "#include <cmark.h>", "cmark belongs in lesson"),
    ("sim/cli/a.c", "#include <json-glib/json-glib.h>", "json-glib belongs in export"),
    ("sim/draw/a.c", "#include <gtk/gtk.h>", "GTK belongs in gui"),
    ("gui/a.c", "#include <graphviz/gvc.h>", "Graphviz belongs in draw"),
    ("sim/control/a.c", "GSocketClient *client;", "GIO sockets belongs in net"),
    ("sim/base/a.c", "#include <openssl/evp.h>", "no room may use"),
    ("sim/base/a.c", '#include "elsewhere.h"', "no file of a room"),
]
GOOD = [
    ("sim/tls/a.c", '#include "wire/message.h"\n#include "tls/b.h"\n#include <string.h>'),
    ("sim/crypto/a.c", "#include <nettle/sha2.h>\n/* not <gnutls/x509.h> */"),
    ("sim/cli/a.c", "#include <glib/gi18n.h>\n#include <gio/gio.h>\n#include <sys/ioctl.h>"),
    ("gui/a.c", '#include "export/export.h"\n#include <adwaita.h>'),
]


def check_sample(name, text):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True)
        path.write_text(text + "\n", "utf-8")
        return check(pathlib.Path(folder))


def main(root):
    results = []
    for name, text, reason in BAD:
        found = check_sample(name, text)
        results.append((f"catches {text} in {name}", len(found) == 1 and reason in found[0], found))
    for name, text in GOOD:
        found = check_sample(name, text)
        results.append((f"allows {text.splitlines()[0]} in {name}", not found, found))
    with tempfile.TemporaryDirectory() as folder:
        draw = pathlib.Path(folder) / "sim/draw"
        draw.mkdir(parents=True)
        for name in "ab":
            (draw / f"{name}.c").write_text("#include <gvc.h>\n")
        found = check(pathlib.Path(folder))
        results.append(("catches Graphviz in two files", len(found) == 1, found))
    count = len(list(sources(root)))
    results.append((f"finds the sources ({count} files)", count > 50, []))
    found = check(root)
    results.append(("every room includes only rooms above it", not found, found))
    print(f"1..{len(results)}")
    for number, (name, passed, details) in enumerate(results, 1):
        print(f"{'ok' if passed else 'not ok'} {number} - {name.replace('#', '')}")
        if not passed:
            for line in details:
                print(f"# {line}")
    return 0 if all(passed for _, passed, _ in results) else 1


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
