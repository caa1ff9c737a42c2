"""Each error of the contract told once, where every operation that may answer so points."""

from typing import Any

from app.problems import MEDIA_TYPE, TYPE_PREFIX


def share_problems(document: dict[str, Any]) -> None:
    """Move the error responses that operations have in common to the document's components."""
    shared = document["components"].setdefault("responses", {})
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if MEDIA_TYPE not in response.get("content", {}):
                    continue
                kind = response["content"][MEDIA_TYPE]["example"]["type"].removeprefix(TYPE_PREFIX)
                name = "".join(word.capitalize() for word in kind.split("-"))
                if shared.setdefault(name, response) == response:
                    operation["responses"][status] = {"$ref": f"#/components/responses/{name}"}
