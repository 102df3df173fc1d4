"""`python -m tests.directives.accuracy [--failures] [FORM…]`: the table, component by form."""

import sys

from directives.reading import ocr
from tests.directives.accuracy.documents import written
from tests.directives.accuracy.forms import BAD_FORMS, SCANS, TEXT_FORMS
from tests.directives.accuracy.score import EMPTY, RIGHT, WRONG, Score, score


def main(arguments: list[str]) -> None:
    documents = written()
    names = [name for name in arguments if not name.startswith("-")]
    forms = TEXT_FORMS | BAD_FORMS | (SCANS if ocr.is_there() else {})
    print(f"{len(documents)} documents; each: read rightly / left empty / WRONG")
    if not ocr.is_there():
        print("LEFT OUT: scans, tesseract is not installed")
    for form, make in forms.items():
        if not names or form in names:
            show(form, score(documents, make), failures="--failures" in arguments)


def show(form: str, found: Score, *, failures: bool) -> None:
    print(f"\n{form}")
    for component in dict.fromkeys(component for component, _ in found.counts):
        counts = " / ".join(f"{found.counts[component, one]:3}" for one in (RIGHT, EMPTY, WRONG))
        print(f"  {component:15} {counts}   {found.share(component, RIGHT):7.1%}", flush=True)
    for failure in found.failures if failures else ():
        print("   ", *map(repr, failure), sep="\n      ")


main(sys.argv[1:])
