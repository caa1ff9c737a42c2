"""json-server's db.json: documents and quotes as they are answered, the newest quote first.

python -m tests.benchmarks.peers.json_server DAYS.ndjson > db.json
"""

import sys
from pathlib import Path
from typing import Any

from pydantic_core import from_json, to_json


def database(days_file: Path) -> dict[str, Any]:
    """Return json-server's tables; `id` is the name it looks rows up by."""
    updates, quotes = [], []
    with days_file.open("rb") as lines:
        for line in lines:
            document = from_json(line)
            about = {"day": document["day"], "date": document["date"]}
            updates.append({"id": document["day"], **document})
            for quote in document["quotes"]:
                sources = [document["sources"][cited] for cited in quote["sources"]]
                quotes.append({**quote, **about, "sources": sources})
    return {"updates": updates, "quotes": quotes[::-1]}


if __name__ == "__main__":
    sys.stdout.buffer.write(to_json(database(Path(sys.argv[1]))))
