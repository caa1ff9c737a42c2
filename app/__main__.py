"""`python3 -m app …`: finds or makes an environment with the dependencies, then runs the CLI.

This file and the package's `__init__` parse on Python 3.8, so that an old interpreter gets a
sentence instead of a traceback.
"""

import sys

OLDEST_PYTHON = (3, 11)


def old_python_message() -> str:
    """What to do on an old Python; names a newer one where this machine has it."""
    from shutil import which

    have = ".".join(str(number) for number in sys.version_info[:3])
    newer = next((name for name in (f"python3.{n}" for n in range(20, 10, -1)) if which(name)), "")
    hint = f"Run: {newer} -m app …" if newer else "Debian 12, Ubuntu 24.04 and later bring one."
    return f"daybook: Python 3.11 or newer is needed; {sys.executable} is {have}. {hint}"


def main() -> None:
    """Become a Python that has the dependencies, then run the command line."""
    try:
        start()
    except KeyboardInterrupt:
        # The command line ends so by itself; before it is there, Python would print a page.
        raise SystemExit(130) from None


def start() -> None:
    """Do what `main` says, unless it is interrupted."""
    if sys.version_info < OLDEST_PYTHON:
        raise SystemExit(old_python_message())
    from app.bootstrap import enter_environment

    enter_environment(sys.argv[1:])
    from app.garbage import collect_nothing_yet

    collect_nothing_yet()
    from app.cli import main as run_command

    run_command()


if __name__ == "__main__":
    main()
