"""The pictures of docs/pages: `python tests/screenshots.py` serves the sample database and takes them."""

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from test_serve import free_port

from kb.ingest import ingest

ROOT = Path(__file__).parent.parent
#: Name, address, width and height in pixels.
PICTURES = (
    ("timeline", "/?date=2025", 1200, 900),
    ("timeline-phone", "/?date=2025", 360, 760),
    ("event", "/event/{event}", 1200, 900),
    ("article", "/article/{article}", 1200, 800),
    ("actor", "/actor/ukraine", 1200, 900),
    ("changes", "/changes", 1200, 640),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/kb.db"
        ingest([str(ROOT / "data" / "dispatches"), str(ROOT / "data" / "gold")], path)
        sql = "SELECT id, article_id FROM events ORDER BY reports DESC, id LIMIT 1"
        event, article = sqlite3.connect(path).execute(sql).fetchone()
        port = free_port()
        command = [sys.executable, "-m", "kb.cli", "serve", "--db", path, "--port", str(port)]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(f"http://127.0.0.1:{port}")
            _take(f"http://127.0.0.1:{port}", event, article)
        finally:
            server.terminate()
            server.wait()


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(address, timeout=2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return


def _take(base: str, event: str, article: str) -> None:
    options = Options()
    for flag in ("headless", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "hide-scrollbars"):
        options.add_argument(f"--{flag}")
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    for name, path, width, height in PICTURES:
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        browser.get(base + path.format(event=event, article=article))
        browser.save_screenshot(str(ROOT / "docs" / "pages" / f"{name}.png"))
        print(name)
    browser.quit()


if __name__ == "__main__":
    main()
