"""A person at a browser: what they open, press and type; every click counted, every address and page kept."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, expect

from hub.mailers import LocalOutbox
from hub.notice import NoticeChannel
from tests.browser import DESKTOP, PHONE
from tests.journeys.processes import wait_until

SCREENSHOTS = Path(__file__).parent.parent.parent / "screenshots"
_numbers = count(1)


@dataclass
class Visit:
    """One person's browser. Nothing of it is shared with anybody else's."""

    page: Page
    address: str
    outbox: LocalOutbox
    name: str
    clicks: int = 0
    addresses: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @classmethod
    def begin(cls, browser: Browser, address: str, outbox: LocalOutbox, name: str, *, javascript: bool) -> Visit:
        """A fresh browser window."""
        context = browser.new_context(
            viewport=DESKTOP, java_script_enabled=javascript, accept_downloads=True, locale="en-GB"
        )
        context.set_default_timeout(15_000)
        visit = cls(context.new_page(), address, outbox, name)
        visit.page.on("response", visit._answered)
        visit.page.on("console", visit._said)
        return visit

    def _answered(self, response: Response) -> None:
        self.addresses += [response.url, response.headers.get("location", "")]
        if response.status >= 500:
            self.failures.append(f"{response.status} from {response.url}")

    def _said(self, said: ConsoleMessage) -> None:
        """Keep what a script or the Content-Security-Policy complains of; a page that is not there is no complaint."""
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.failures.append(said.text)

    def opens(self, path: str) -> int:
        """Type an address; returns the status of the answer."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    def presses(self, words: str, *, within: Locator | None = None) -> None:
        """Click the link or button that says that, and wait for the page that follows."""
        place = within or self.page.locator("body")
        named = re.compile(rf"^\s*{re.escape(words)}")
        self._click(place.get_by_role("link", name=named).or_(place.get_by_role("button", name=named)).first)

    def ticks(self, words: str) -> None:
        """Click a checkbox or radio button by its words."""
        self.clicks += 1
        label = self.page.locator("label").get_by_text(words, exact=True)
        label.first.click()

    def chooses(self, field_name: str, words: str) -> None:
        """Choose from a list: one click."""
        self.clicks += 1
        values = self.page.locator(f"select[name='{field_name}'] option").filter(has_text=words)
        self.page.select_option(f"select[name='{field_name}']", values.first.get_attribute("value"))

    def types(self, **fields: str) -> None:
        """Fill fields in, by their names; “__” stands for “-”."""
        for name, text in fields.items():
            self.page.fill(f"[name='{name.replace('__', '-')}']", text)

    def sees(self, *words: str) -> None:
        """Each of these words stands on the page, where it can be seen."""
        for each in words:
            expect(self.page.locator("body"), f"{self.name} at {self.page.url}").to_contain_text(each)

    def sees_nothing_of(self, *words: str) -> None:
        """None of these stands on the page."""
        shown = self.page.content()
        for each in words:
            assert each not in shown, f"{self.name} sees “{each}” at {self.page.url}"

    def text(self, selector: str) -> str:
        """The words in a part of the page."""
        return " ".join(self.page.locator(selector).first.inner_text().split())

    def downloads(self, words: str) -> tuple[str, bytes]:
        """Press a link that gives a file; its name and its bytes."""
        self.clicks += 1
        with self.page.expect_download() as given:
            self.page.get_by_role("link", name=words, exact=True).first.click()
        return given.value.suggested_filename, given.value.path().read_bytes()

    def signs_in(self, email: str, password: str, phone: str) -> None:
        """Password, then the one-time code that the text message brings."""
        self.opens("/sign-in")
        self.looks("sign-in")
        self.types(email=email, password=password)
        before = self._codes(phone)
        self.presses("Continue")
        self.looks("code")
        self.gives_code(phone, before)

    def gives_code(self, phone: str, before: list[str]) -> None:
        """Type the newest code that the phone has been sent, and start counting clicks."""
        wait_until(lambda: len(self._codes(phone)) > len(before), what="no code came")
        self.types(code=self._codes(phone)[0])
        self.presses("Sign in")
        self.clicks = 0

    def _codes(self, phone: str) -> list[str]:
        """The codes that a phone was sent, newest first."""
        sent = (each for each in self.outbox.messages() if each.channel is NoticeChannel.SMS and each.to == phone)
        return [re.findall(r"\b\d{6}\b", each.text)[0] for each in sent]

    def looks(self, name: str) -> None:
        """Take a picture of the page on a phone and on a desk, where pictures are wanted (EHC_SCREENSHOTS)."""
        if not os.environ.get("EHC_SCREENSHOTS"):
            return
        SCREENSHOTS.mkdir(exist_ok=True)
        number = next(_numbers)
        for size in (PHONE, DESKTOP):
            self.page.set_viewport_size(size)
            path = SCREENSHOTS / f"{number:02}-{self.name}-{name}-{size['width']}.png"
            self.page.screenshot(path=path, full_page=True)

    def _click(self, place: Locator) -> None:
        self.clicks += 1
        place.click()
        self.page.wait_for_load_state("load")


Visitor = Callable[[str], Visit]
