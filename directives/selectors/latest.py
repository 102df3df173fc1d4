"""The newest directives, for the blocks of other rooms."""

from directives.models import DirectivePage
from directives.selectors.published import published


def latest_directives(limit: int, *, type: str = "", issuer: str = "") -> list[DirectivePage]:  # noqa: A002
    """At most `limit` published directives, newest first, with type and issuer fetched; one query.

    `type` is a code ("quyet-dinh"), `issuer` the issuer's name in an address ("syt"); empty means any.
    """
    found = published()
    if type:
        found = found.filter(type__code=type)
    if issuer:
        found = found.filter(issuer__slug=issuer)
    return list(found[:limit])
