"""DEPARTURES.md: a section for each test that writes a part of it."""

import pathlib
import re

PATH = pathlib.Path(__file__).with_name("DEPARTURES.md")
HEAD = """# Where others go their own way

Written by tests with `--write`, from what real programs said and sent; never by hand.
"""


def _all():
    text = PATH.read_text("utf-8") if PATH.exists() else ""
    return dict(re.findall(r"^## (.*)\n\n((?:(?!## ).*\n)*)", text, re.MULTILINE))


def write(title, body):
    sections = {name: text.strip() + "\n" for name, text in _all().items()}
    sections[title] = body
    PATH.write_text(HEAD + "".join(f"\n## {name}\n\n{text}" for name, text in
                                   sorted(sections.items())), "utf-8")


def says(title, body):
    """Whether it stands there like that."""
    return _all().get(title, "").strip() == body.strip()
