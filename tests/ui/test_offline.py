"""With the network denied everything works: ingest, ask, and the whole page; and nothing even tries to leave the machine."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from rag.settings import ROOT

# Every way out of the process is closed and recorded before anything of ours is imported.
SCRIPT = """
import socket, sys
tried = []
LOOPBACK = ("127.", "::1", "localhost")
real_connect, real_lookup = socket.socket.connect, socket.getaddrinfo
def connect(self, address, *rest):
    if isinstance(address, tuple) and not str(address[0]).startswith(LOOPBACK):
        tried.append(address); raise OSError("network denied")
    return real_connect(self, address, *rest)
def lookup(host, *rest, **more):
    if host is not None and not str(host).startswith(LOOPBACK):
        tried.append(host); raise OSError("network denied")
    return real_lookup(host, *rest, **more)
socket.socket.connect, socket.getaddrinfo = connect, lookup

from pathlib import Path
from rich.console import Console
from fastapi.testclient import TestClient
from ingest.build import ingest
from rag.answer import ask, open_engine
from rag.settings import load_settings
from ui.server import make_app

folder = Path(sys.argv[1])
(folder / "a.md").write_text("# 續簽\\n\\n高才通持證人可在簽證到期前3個月內申請續簽。\\n", encoding="utf-8")
settings = load_settings(index=folder / "index", cache=folder / "cache")
ingest(settings, [folder / "a.md"], True, Console(stderr=True))
answer = ask(open_engine(settings), "高才通幾時可以續簽？")
assert "3個月" in answer.text, answer
with TestClient(make_app(settings)) as client:
    page = client.get("/")
    assert page.status_code == 200
    assert "default-src 'self'" in page.headers["content-security-policy"]
print("tried:", tried)
sys.exit(1 if tried else 0)
"""


def test_the_line_and_the_page_work_with_the_network_denied(tmp_path: Path) -> None:
    result = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, str(tmp_path)], capture_output=True, text=True, timeout=110, cwd=ROOT, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "tried: []" in result.stdout
