"""What an import over HTTP answers."""

from typing import Literal

from pydantic import BaseModel, Field


class ImportedLine(BaseModel):
    """What came of one day's line."""

    line: int = Field(description="Counted from 1")
    day: int
    outcome: Literal["created", "corrected", "unchanged"]
    seq: int = Field(description="The change that made the day what it is")


class ImportedName(BaseModel):
    """What came of one line of an actor or speaker; one that was merged or deleted is corrected."""

    line: int = Field(description="Counted from 1")
    subject: Literal["actor", "speaker"]
    slug: str
    outcome: Literal["created", "corrected", "unchanged"]
    seq: int = Field(
        description="The change that made it what it is; the record's last where nobody changed it"
    )


class ImportReport(BaseModel):
    """What came of an import; `lines` has every line, in its order."""

    created: int = Field(description="How many lines made something new")
    corrected: int = Field(
        description="How many lines changed something; a merge is one, which changes two speakers"
    )
    unchanged: int = Field(description="How many lines said what was held")
    seq: int = Field(description="The record's last change now")
    lines: list[ImportedLine | ImportedName]
