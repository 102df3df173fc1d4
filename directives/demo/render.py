"""A demo directive as the bytes of a file, the same bytes every time."""

from directives.demo.texts import DemoText
from directives.official_form import Part, docx_bytes, pdf_bytes
from directives.official_form.lines import LETTER, MOTTO, NATION, attached_to, date_line, lines, number_line


def render(text: DemoText) -> tuple[str, bytes]:
    """(file name, bytes) in the format that the text names."""
    make = {"pdf": pdf_bytes, "docx": docx_bytes, "txt": txt_bytes}[text.format]
    return f"{text.name}.{text.format}", make(text)


def txt_bytes(text: DemoText) -> bytes:
    """UTF-8, a paragraph a line, in the order in which the printed form is read."""
    return "\n".join([*_head(text), *_title(text), *_body(text)]).encode() + b"\n"


def _head(text: DemoText) -> list[str]:
    issuer = [text.superior] * bool(text.superior) + list(text.issuer)
    subject = [text.abstract] if text.type == LETTER else []
    return [*issuer, NATION, MOTTO, number_line(text), *subject, *map(str.upper, text.stamps), date_line(text), ""]


def _title(text: DemoText) -> list[str]:
    return [] if text.type == LETTER else [text.type.upper(), text.abstract, ""]


def _body(text: DemoText) -> list[str]:
    body = [line.text for line in lines(text.parts[0])]
    recipients = ["", "Nơi nhận:", *(f"- {line}" for line in text.recipients)]
    signature = ["", *text.signer_office, "", text.signer]
    return [*body, *recipients, *signature, *(line for part in text.parts[1:] for line in _attached(text, part))]


def _attached(text: DemoText, part: Part) -> list[str]:
    source = attached_to(text, part)
    return ["", part.kind, part.title, *[source] * bool(source), *(line.text for line in lines(part))]
