"""What the answers about speakers look like."""

from typing import Annotated

from pydantic import BaseModel, Field

from app.actors.schemas import Span
from app.document import Slug
from app.pagination import Envelope


class _Speaker(BaseModel):
    slug: Annotated[Slug, Field(examples=["volodymyr-zelenskyy"])]
    kind: str = Field(description="person, institution, or unknown where only a quote named it")
    name: str
    actor: Slug | None = Field(description="The actor that it mostly speaks for")
    aliases: list[str]
    quotes: int


class Speaker(Span, _Speaker):
    """A person or institution that the record quotes."""


class FoundSpeaker(Speaker):
    """A speaker, and the spelling by which it was found."""

    matched_alias: str | None = Field(
        description="The alias that was asked for; null when it was the slug"
    )


class SpeakerList(Envelope[Speaker]):
    pass


class SpeakerChoice(BaseModel):
    """Several speakers share the name that was asked for."""

    items: list[FoundSpeaker]
