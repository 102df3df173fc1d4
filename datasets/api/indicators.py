"""What is counted."""

from django.http import HttpRequest
from ninja import Router, Schema

from datasets.selectors.open_data import indicators_named

router = Router(tags=["Danh mục"])


class IndicatorOut(Schema):
    code: str
    name: str
    short_name: str
    kind: str
    unit: str
    definition: str


class IndicatorList(Schema):
    items: list[IndicatorOut]
    next: str | None = None


@router.get("indicators/", response=IndicatorList, summary="Chỉ tiêu và định nghĩa")
def list_indicators(request: HttpRequest) -> IndicatorList:
    """`kind`: a flow counts since the slot before, a stock is the state at the slot."""
    return IndicatorList(items=[IndicatorOut.from_orm(indicator) for indicator in indicators_named([])])
