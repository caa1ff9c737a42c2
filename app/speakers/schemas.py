"""What the answers about speakers look like."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from app.actors.schemas import PastAliases, Span
from app.document import Line, Slug
from app.lists.pagination import Whole
from app.names.aliases import Given


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


class SpeakerList(Whole[Speaker]):
    pass


class SpeakerChoice(BaseModel):
    """Several speakers share the name that was asked for."""

    items: list[FoundSpeaker]


class PastSpeaker(BaseModel):
    """All that was said of a speaker after a revision, as a PUT takes it but for `merged_into`."""

    kind: str
    name: str
    actor: Slug | None
    merged_into: Slug | SkipJsonSchema[None] = Field(
        default=None, description="Into whom it was merged then; left out where into nobody"
    )
    aliases: PastAliases


class SpeakerDraft(BaseModel):
    """What a writer says of a speaker: all of it, for what is left out is removed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["person", "institution", "unknown"]
    name: Line
    actor: Slug | None = None
    aliases: Given = []


class MergeDraft(BaseModel):
    """Into whom a speaker is merged."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    into: Annotated[Slug, Field(description="The slug of the speaker that stays")]
