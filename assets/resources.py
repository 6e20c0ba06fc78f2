#!/usr/bin/env python3
"""Lists what is built into the library, as GLib's compiler of resources wants it:
resources.py SOURCE-ROOT OUTPUT"""

import pathlib
import sys

BUILT_IN = ["LICENSE", "assets/keys/*.pem", "assets/alerts.ini", "assets/unnoticed.ini",
            "assets/scenarios/catalogue.txt", "assets/scenarios/*.scenario",
            "assets/explain/*/*.md", "lessons/course.ini", "lessons/*/*.md"]


def main():
    root, output = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    files = [file.relative_to(root).as_posix()
             for pattern in BUILT_IN for file in sorted(root.glob(pattern))]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', "<gresources>",
             '  <gresource prefix="/io/github/stepshake/Stepshake">',
             *[f"    <file>{file}</file>" for file in files], "  </gresource>", "</gresources>"]
    output.write_text("\n".join(lines) + "\n", encoding="utf-8")


main()
