"""Sort and compile the portal's catalogue without gettext: `.venv/bin/python -m tests.words.compile`."""

from pathlib import Path

import polib

FOLDER = Path(__file__).resolve().parents[2] / "site" / "locale" / "vi" / "LC_MESSAGES"


def compiled(catalogue: polib.POFile) -> bytes:
    """The bytes of the .mo file."""
    return catalogue.to_binary()


def main() -> None:
    for path in FOLDER.glob("*.po"):
        catalogue = polib.pofile(str(path), wrapwidth=100)
        catalogue.sort(key=lambda entry: (entry.msgid.lower(), entry.msgid, entry.msgctxt or ""))
        catalogue.save()
        path.with_suffix(".mo").write_bytes(compiled(catalogue))


if __name__ == "__main__":
    main()
