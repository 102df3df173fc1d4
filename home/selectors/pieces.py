"""What the blocks of a page show beyond their own words: fetched for the whole page at once, not block by block."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from core import clock, force
from core.directive_ref import DirectiveRef
from home.selectors.directive_links import Citation, resolve
from home.selectors.hotlines import HotlineRule, hotlines_by_rule
from home.selectors.latest_directives import DirectiveRule, latest_by_rule

Pieces = dict[str, Any]
CITING = ("directive_links", "chosen_directives")
"""Blocks that name directives."""


def pieces(body: Any, cited: Iterable[DirectiveRef] = (), rules: Iterable[DirectiveRule] = ()) -> Pieces:
    """{"citations", "cited", "hotlines_by_rule", "latest_by_rule"} for a stream; nothing asked for what it lacks.

    `rules`: what the page itself shows of directives, asked together with its blocks.
    """
    values = [(block.block_type, block.value) for block in body]
    cited = list(cited)
    linked = [ref for kind, value in values if kind in CITING for ref in _refs(value)]
    citations = resolve([*cited, *linked])
    return {
        "citations": citations,
        "cited": [citations[ref] for ref in cited if ref in citations],
        "hotlines_by_rule": hotlines_by_rule([_hotline_rule(v) for k, v in values if k == "hotlines"], clock.today()),
        "latest_by_rule": latest_by_rule(
            [*rules, *(_directive_rule(v) for k, v in values if k == "latest_directives")]
        ),
    }


def citations_of(value: Any, context: Mapping[str, Any]) -> list[Citation]:
    """The citations of a block; looked up for it alone where no page has done so, as in a preview."""
    refs = list(_refs(value))
    known = context.get("citations")
    found = resolve(refs) if known is None else known
    return [found.get(ref) or Citation(ref) for ref in refs]


def chosen_of(value: Any, context: Mapping[str, Any]) -> list[Citation]:
    """The directives of a block that readers may still follow, in the order in which they were chosen."""
    return [one for one in citations_of(value, context) if one.url and one.status != force.WITHDRAWN]


def hotlines_of(value: Any, context: Mapping[str, Any]) -> list[Any]:
    """The rows of a block of hotlines."""
    rule = _hotline_rule(value)
    known = context.get("hotlines_by_rule") or {}
    return known[rule] if rule in known else hotlines_by_rule([rule], clock.today())[rule]


def latest_of(value: Any, context: Mapping[str, Any]) -> list[Any]:
    """The directives of a block of the newest ones."""
    rule = _directive_rule(value)
    known = context.get("latest_by_rule") or {}
    return known[rule] if rule in known else latest_by_rule([rule])[rule]


def _refs(value: Any) -> Iterator[DirectiveRef]:
    for row in value.get("directives") or ():
        if row.ref.number:
            yield row.ref


def _hotline_rule(value: Any) -> HotlineRule:
    return HotlineRule(value.get("area") or "", value.get("purpose") or "", _most(value, 4))


def _directive_rule(value: Any) -> DirectiveRule:
    text: dict[str, Any] = {name: value.get(name) or "" for name in ("type", "issuer", "area", "topic", "audience")}
    status = value.get("status") or ""
    return DirectiveRule(most=_most(value, 5), statuses=(status,) if status in force.LABELS else (), **text)


def _most(value: Any, otherwise: int) -> int:
    """How many rows are asked for; a draft may leave it out or hold nonsense."""
    most = value.get("most")
    return min(max(most, 1), 20) if isinstance(most, int) else otherwise
