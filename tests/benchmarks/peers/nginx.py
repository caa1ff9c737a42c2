"""nginx's cache in front of Daybook: its configuration, and how many answers came from the cache.

It obeys Daybook's Cache-Control, stale-while-revalidate included, and asks with If-None-Match
when an answer has aged: what a CDN would do.
"""

import getpass
from collections import Counter
from pathlib import Path

_CONFIGURATION = """
{user}
daemon off;
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/nginx-errors.log;
events {{ worker_connections 1024; }}
http {{
    log_format reached $upstream_cache_status;
    access_log {folder}/reached.log reached buffer=64k flush=1s;
    keepalive_requests 100000000;
    client_body_temp_path {folder}/nginx-body;
    proxy_temp_path {folder}/nginx-proxy;
    fastcgi_temp_path {folder}/nginx-fastcgi;
    uwsgi_temp_path {folder}/nginx-uwsgi;
    scgi_temp_path {folder}/nginx-scgi;
    proxy_cache_path {folder}/nginx-cache levels=1:2 keys_zone=daybook:16m max_size=512m
                     use_temp_path=off;
    upstream daybook {{ server 127.0.0.1:{daybook}; keepalive 8; }}
    server {{
        listen 127.0.0.1:{port};
        location / {{
            proxy_pass http://daybook;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            proxy_cache daybook;
            proxy_cache_lock on;
            proxy_cache_revalidate on;
            proxy_cache_background_update on;
            proxy_cache_use_stale updating error timeout;
            add_header X-Cache $upstream_cache_status always;
        }}
    }}
}}
"""


def configure(folder: Path, port: int, daybook: int, workers: int) -> Path:
    """Write the configuration for a cache on `port` before Daybook's port; return its path."""
    root = getpass.getuser() == "root"
    text = _CONFIGURATION.format(
        user="user root;" if root else "",  # only root's workers change their user
        folder=folder,
        port=port,
        daybook=daybook,
        workers=workers,
    )
    file = folder / "nginx.conf"
    file.write_text(text)
    return file


def reached(folder: Path) -> Counter[str]:
    """Return how often the cache answered HIT, STALE, … and how often it asked Daybook (MISS, …).

    The log is emptied: the next count begins after this one.
    """
    log = folder / "reached.log"
    counts = Counter(log.read_text().split())
    log.write_text("")
    return counts
