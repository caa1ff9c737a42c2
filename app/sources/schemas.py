"""What the list of sources takes and gives."""

from pydantic import BaseModel, Field

from app.actors.schemas import Span
from app.lists.pagination import Whole


class Relay(BaseModel):
    """Another outlet that this one re-reported."""

    outlet: str
    citations: int


class _Outlet(BaseModel):
    outlet: str
    citations: int = Field(description="How many sources of the days held are this outlet's")
    languages: list[str]
    relays: list[Relay] = Field(description="The outlets whose reports it passed on")


class Outlet(Span, _Outlet):
    """An outlet that the record cites."""


class SourceList(Whole[Outlet]):
    pass
