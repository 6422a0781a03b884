"""A real Chromium for the tests that need one, and what axe-core finds on a page."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright
from waitress import wasyncore  # type: ignore[import-untyped]
from waitress.server import create_server  # type: ignore[import-untyped]

from tests.components import needed

PHONE: ViewportSize = {"width": 375, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium. Without one the test is skipped, under CI it fails."""
    path = needed(
        shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"), "chromium"
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on waitress, on a free port of the loopback; its address."""
    server = create_server(app, host="127.0.0.1", port=0, threads=4)
    port = server.effective_port

    def run() -> None:
        with suppress(OSError, ValueError):  # its sockets are closed below while it may be waiting for them
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.close()
        server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(server._map, ignore_all=True)  # connections that the browser keeps open
        thread.join(timeout=5)


def axe_violations(page: Page, within: str | None = None) -> list[str]:
    """What axe-core finds wrong on the page, one line each; only within what the selector finds, where one is given."""
    return _violations(page, {"type": "tag", "values": TAGS}, within)


def contrast_violations(page: Page) -> list[str]:
    """What axe-core finds hard to read on the page: all that changes when colours are forced."""
    return _violations(page, {"type": "rule", "values": ["color-contrast", "link-in-text-block"]})


def _violations(page: Page, only: dict[str, object], within: str | None = None) -> list[str]:
    options = {"resultTypes": ["violations"], "runOnly": only}
    found = Axe().run(page, context=within, options=options).response["violations"]
    return [f"{each['id']}: {each['help']}: {[node['html'][:200] for node in each['nodes'][:3]]}" for each in found]
