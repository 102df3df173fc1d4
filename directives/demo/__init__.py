"""Directives written for the demo: kept as plain text, rendered to the files that an office would hand in."""

from directives.demo.render import render
from directives.demo.texts import DemoText, read_text, read_texts

__all__ = ["DemoText", "read_text", "read_texts", "render"]
