"""A document as an office writes it by Nghị định 30/2020/NĐ-CP, annex I: its words, its lines, its files."""

from directives.official_form.as_docx import docx_bytes
from directives.official_form.as_pdf import pdf_bytes
from directives.official_form.text import OfficialText, Part

__all__ = ["OfficialText", "Part", "docx_bytes", "pdf_bytes"]
