"""Which requirements an environment meets; standard library only: it runs before an install."""

import re
import sys
from collections.abc import Sequence

REQUIREMENT = re.compile(
    r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?((?:(?:>=|==|<)[0-9.]+,?)*)(?:;sys_platform!='win32')?$"
)


def release(version: str) -> tuple[int, ...]:
    """The numbers of a version, without trailing zeros: 2.14.0b1 is (2, 14)."""
    match = re.match(r"\d+(?:\.\d+)*", version)
    numbers = [int(part) for part in match.group().split(".")] if match else []
    while numbers and numbers[-1] == 0:
        numbers.pop()
    return tuple(numbers)


def meets(version: str, specifiers: str) -> bool:
    """Whether a version is inside `>=0.54,<0.55`; the operators are those that pyproject uses."""
    have = release(version)
    for operator, bound in re.findall(r"(>=|==|<)([0-9.]+)", specifiers):
        limit = release(bound)
        if not {">=": have >= limit, "<": have < limit, "==": have == limit}[operator]:
            return False
    return True


def first_unmet(requirements: Sequence[str], path: Sequence[str] | None = None) -> str | None:
    """The first requirement that is not installed on `path` (this interpreter's by default).

    Versions are compared, not only names: an old FastAPI that imports would fail later and worse.
    An extra (`psycopg[binary]`) is not looked into, what is not for Windows is taken to be needed
    here, and a form not understood counts as unmet: then .venv is made, which is slower but never
    wrong.
    """
    from importlib.metadata import distributions

    where = list(sys.path if path is None else path)
    for requirement in requirements:
        match = REQUIREMENT.match(requirement.replace(" ", ""))
        if match is None:
            return requirement
        name, specifiers = match.groups()
        versions = [found.version for found in distributions(name=name, path=where)]
        if not any(meets(version, specifiers) for version in versions):
            return requirement
    return None
