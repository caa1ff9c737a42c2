"""Request bodies that routes read for themselves, and how the contract tells of them."""

from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import Request
from pydantic import BaseModel, ValidationError
from pydantic_core import from_json
from starlette.exceptions import HTTPException

from app.validation import DocumentError, Fault, faults_of, not_json, repeats_in

Model = TypeVar("Model", bound=BaseModel)

JSON = "application/json"
MERGE_PATCH = "application/merge-patch+json"


async def read_body(request: Request, *media_types: str) -> bytes:
    """Return a request's whole body; a 415 when it is of another type than those taken here."""
    require_media_type(request, *media_types)
    return await request.body()


def require_media_type(request: Request, *media_types: str) -> None:
    """Refuse a body of another type than those taken here, naming them (RFC 5789, 9110).

    And a compressed one: nothing here opens it, and its bytes would be told of as bad JSON.
    """
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding != "identity":
        detail = f"The Content-Encoding is {coding[:80]}; send the body as it is."
        raise HTTPException(415, detail, {"Accept-Encoding": "identity"})
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in media_types:
        taken = ", ".join(media_types)
        header = "Accept-Patch" if request.method == "PATCH" else "Accept"
        detail = f"The Content-Type is {given or 'not given'}; this address takes {taken}."
        raise HTTPException(415, detail, {header: taken})


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a body; DocumentError when it is none."""
    try:
        parsed = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise DocumentError([Fault("", not_json(error, body))]) from None
    if not isinstance(parsed, dict):
        raise DocumentError([Fault("", "must be a JSON object")])
    if repeats := repeats_in(body):
        raise DocumentError(repeats)
    return parsed


def parse_model(model: type[Model], body: bytes) -> Model:
    """Return the model in a JSON body; DocumentError lists all that is wrong with it."""
    repeats = repeats_in(body)
    try:
        parsed = model.model_validate_json(body)
    except ValidationError as error:
        raise DocumentError([*repeats, *faults_of(error)]) from None
    if repeats:
        raise DocumentError(repeats)
    return parsed


def documented_body(
    media_types: Mapping[str, Mapping[str, Any]], description: str
) -> dict[str, Any]:
    """Return the `openapi_extra` of an operation that reads such a body."""
    content = {media_type: dict(told) for media_type, told in media_types.items()}
    return {
        "requestBody": {"required": True, "description": description, "content": content},
    }
