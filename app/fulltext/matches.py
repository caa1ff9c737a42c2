"""What every list says of a hit that was searched for."""

from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema


class Matched(BaseModel):
    """A field of a hit in which the words were found."""

    pointer: str = Field(description="The field, as a JSON pointer", examples=["/text"])
    spans: list[Annotated[list[int], Field(min_length=2, max_length=2)]] = Field(
        description="Where, as [start, end) offsets into the field's text, in code points"
    )
    snippet: str = Field(description="HTML around the first of them: escaped, hits in <mark>")


class Hit(BaseModel):
    """What a list's item has beside itself when it was searched for."""

    matches: list[Matched] | SkipJsonSchema[None] = Field(
        default=None, description="With `q`: where the words were found, in up to five fields"
    )
