"""The short way to an answer: reads that need nothing of the framework but their endpoint.

The framework matches every request against its routes twice, asks each field of a query's model
anew what kind it is, and stacks shells around the call: 0.2 to 0.4 ms of processor, as much as a
page of the record costs. Here what goes well is the same call with the same models. All else
goes the whole way, and hears of the framework what is wrong.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, get_args, get_origin, get_type_hints

from fastapi import HTTPException, Request, params
from fastapi.routing import APIRoute
from pydantic import BaseModel, TypeAdapter, ValidationError
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from app.dependencies import Record, record_of
from app.errors import DaybookError


class Direct:
    """Calls endpoints of GET whose parameters are the request, the record, a query and a name.

    Routes whose parameters are of any other kind are left to the framework, as are addresses
    with more names than one, or with something behind it.
    """

    def __init__(self, app: ASGIApp, routes: Iterable[BaseRoute]) -> None:
        self._app = app
        self._exact: dict[str, _Call] = {}
        self._below: dict[str, _Call] = {}
        for route in routes:
            call = _call_of(route) if isinstance(route, APIRoute) else None
            if call is None:
                continue
            parent, _, last = call.path.rpartition("/")
            calls, key = (self._below, parent) if "{" in last else (self._exact, call.path)
            if "{" not in key:
                calls.setdefault(key, call)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        call, name = self._find(scope)
        if call is not None:
            request = Request(scope, receive)
            try:
                arguments = call.arguments(request, name)
                response = await call.endpoint(**arguments)
            except (ValidationError, DaybookError, HTTPException, _UnclearError):
                pass
            else:
                await response(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _find(self, scope: Scope) -> tuple["_Call | None", str]:
        if scope["type"] != "http" or scope["method"] != "GET" or scope.get("root_path"):
            return None, ""
        path: str = scope["path"]
        call = self._exact.get(path)
        if call is not None:
            return call, ""
        parent, _, name = path.rpartition("/")
        return (self._below.get(parent) if name else None), name


class _UnclearError(Exception):
    """A parameter given twice that is taken once: which of the two, the framework decides."""


@dataclass(frozen=True)
class _Call:
    """An endpoint, and the names of its parameters by what they take; None where it takes none."""

    path: str
    endpoint: Callable[..., Any]
    request: str | None
    record: str | None
    named: tuple[str, TypeAdapter[Any]] | None
    query: tuple[str, type[BaseModel], frozenset[str]] | None

    def arguments(self, request: Request, name: str) -> dict[str, Any]:
        """Return what to call the endpoint with; ValidationError or _UnclearError if unclear."""
        arguments: dict[str, Any] = {}
        if self.request is not None:
            arguments[self.request] = request
        if self.record is not None:
            arguments[self.record] = record_of(request)
        if self.named is not None:
            parameter, adapter = self.named
            arguments[parameter] = adapter.validate_python(name)
        if self.query is not None:
            parameter, asked, lists = self.query
            arguments[parameter] = asked.model_validate(_values(request, lists))
        return arguments


def _values(request: Request, lists: frozenset[str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in request.query_params.multi_items():
        if name in lists:
            values.setdefault(name, []).append(value)
        elif name in values:
            raise _UnclearError
        else:
            values[name] = value
    return values


def _call_of(route: APIRoute) -> _Call | None:
    """Return how to call a route's endpoint; None where only the framework knows."""
    hints = get_type_hints(route.endpoint, include_extras=True)
    returned = hints.pop("return", None)
    if (
        route.methods != {"GET"}
        or route.dependencies
        or not iscoroutinefunction(route.endpoint)
        or not (isinstance(returned, type) and issubclass(returned, Response))
        or route.path.count("{") > 1
    ):
        return None
    request = record = named = query = None
    for parameter, hint in hints.items():
        kind, *about = get_args(hint) if get_origin(hint) is not None else (hint,)
        if hint is Request:
            request = parameter
        elif hint == Record:
            record = parameter
        elif any(isinstance(each, params.Path) for each in about):
            named = parameter, TypeAdapter(hint)
        elif any(isinstance(each, params.Query) for each in about) and _is_model(kind):
            query = parameter, kind, _lists_of(kind)
        else:
            return None
    return _Call(route.path, route.endpoint, request, record, named, query)


def _is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _lists_of(model: type[BaseModel]) -> frozenset[str]:
    """Return the parameters that may be repeated."""
    return frozenset(
        field.alias or name
        for name, field in model.model_fields.items()
        if get_origin(field.annotation) is list
    )
