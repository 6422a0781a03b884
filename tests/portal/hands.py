"""Somebody's hands: the same journeys by the keys of a keyboard in Chromium, or by forms and links without a script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from bs4 import Tag
from playwright.sync_api import Page as BrowserPage

from tests.portal.visitor import Visitor


class Hands(Protocol):
    """What a journey asks of whoever makes it; every name is the words that are seen, `within` a group of fields."""

    def opens(self, path: str) -> None:
        """Open an address."""

    def follows(self, link: str) -> None:
        """Follow a link of the page."""

    def presses(self, button: str) -> None:
        """Press a button, and come to the page after it."""

    def types(self, label: str, words: str, within: str = "") -> None:
        """Put words into a field, in place of what it holds."""

    def picks(self, label: str, within: str = "") -> None:
        """Choose a radio button, or tick a box."""

    def selects(self, label: str, option: str) -> None:
        """Choose from a list."""

    def unfolds(self, summary: str) -> None:
        """Open what is folded away."""

    def attaches(self, label: str, path: Path) -> None:
        """Choose a file."""

    def downloads(self, link: str) -> None:
        """Save what a link leads to."""

    def sees(self, words: str) -> None:
        """Find the words on the page that is open."""


_TOLD = """(one) => {
  const tidy = (text) => text.replace(/\\s+/g, " ").trim();
  const named = [...(one.labels ?? [])].map((each) => each.textContent).join(" ");
  return {
    name: tidy(named || one.getAttribute("aria-label") || one.textContent),
    group: tidy(one.closest("fieldset")?.querySelector("legend")?.textContent ?? ""),
    kind: one.tagName.toLowerCase() + (one.type ? "." + one.type : ""),
    on: Boolean(one.checked),
  };
}"""
# the element that is focused: what it is, and whether anybody sees that it is focused, in forced colours too
_FOCUSED = f"""() => {{
  const one = document.activeElement, box = one.getClientRects()[0] ?? new DOMRect(), labels = [...(one.labels ?? [])];
  const within = (from, add, to) => Math.min(Math.max(from + add, 0), to - 1);
  const down = within(box.top, Math.min(10, box.height / 2), innerHeight);
  const there = document.elementFromPoint(within(box.left, Math.min(box.width / 2, 40), innerWidth), down);
  const covered = ![one, ...labels].some((each) => each.contains(there));
  const drawn = labels.length && /radio|checkbox/.test(one.type) && getComputedStyle(one).opacity === "0"
    ? getComputedStyle(labels[0], "::before") : getComputedStyle(one);
  const outlined = drawn.outlineStyle !== "none" && drawn.outlineWidth !== "0px";
  const clear = /rgba\\(.*, 0\\)|transparent/.test(drawn.outlineColor) && drawn.boxShadow === "none";
  const wrong = one === document.body ? "" : one.tabIndex > 0 ? "is out of turn" : covered ? "is not in view"
    : !outlined || clear ? "shows no focus" : "";
  return {{...({_TOLD})(one), wrong}};
}}"""
# how many presses of Tab there are from here to what is wanted; one where it is not known
_AHEAD = f"""([name, kinds, within]) => {{
  const first = (one) => one.type !== "radio" || !one.form || one === (([...one.form.elements].find((each) =>
    each.name === one.name && each.checked)) ?? [...one.form.elements].find((each) => each.name === one.name));
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({{visibilityProperty: true}}))
    .filter(first);
  const here = document.activeElement;
  const ahead = stops.filter((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  const told = ahead.map({_TOLD});
  return told.findIndex((one) => kinds.includes(one.kind) && one.name.includes(name) && one.group.includes(within))
    + 1 || 1;
}}"""
MOST = 140  # presses of Tab to what is wanted, round the page and its menu
CHOICES, LISTS = ("input.radio", "input.checkbox"), ("select.select-one",)
FIELDS = ("input.text", "input.email", "input.password", "input.tel", "input.date", "input.search", "textarea.textarea")


@dataclass
class Keyboard:
    """Tab, Enter, Space, arrows and letters; what is focused must show that it is, and lie under nothing."""

    page: BrowserPage
    looks: Callable[[BrowserPage], list[str]] | None = None
    wrong: list[str] = field(default_factory=list)

    def opens(self, path: str) -> None:
        self.page.goto(path)
        self._arrived()

    def follows(self, link: str) -> None:
        self._to(link, ("a",))
        self._enter()

    def presses(self, button: str) -> None:
        self._to(button, ("button.submit",))
        self._enter()

    def types(self, label: str, words: str, within: str = "") -> None:
        self._to(label, FIELDS, within)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(words)

    def picks(self, label: str, within: str = "") -> None:
        found = self._to(label, CHOICES, within, or_its_group=True)
        for _ in range(20):
            if label in found["name"]:
                if not found["on"]:
                    self.page.keyboard.press("Space")
                return
            self.page.keyboard.press("ArrowDown")
            found = self.page.evaluate(_FOCUSED)
        raise AssertionError(f"the arrows do not reach “{label}”")

    def selects(self, label: str, option: str) -> None:
        self._to(label, LISTS)
        for _ in range(40):
            if option in self.page.evaluate("document.activeElement.selectedOptions[0].textContent"):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach “{option}”")

    def unfolds(self, summary: str) -> None:
        self._to(summary, ("summary",))
        self.page.keyboard.press("Enter")

    def attaches(self, label: str, path: Path) -> None:
        self._to(label, ("input.file", "button.button"))
        with self.page.expect_file_chooser() as waiting:
            self.page.keyboard.press("Enter")
        waiting.value.set_files(path)

    def downloads(self, link: str) -> None:
        self._to(link, ("a",))
        with self.page.expect_download() as waiting:
            self.page.keyboard.press("Enter")
        assert waiting.value.failure() is None

    def sees(self, words: str) -> None:
        self.page.get_by_text(words).first.wait_for()

    def _enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self._arrived()

    def _arrived(self) -> None:
        if self.looks is not None:
            self.wrong += self.looks(self.page)

    def _to(self, name: str, kinds: tuple[str, ...], within: str = "", *, or_its_group: bool = False) -> dict[str, Any]:
        met = []
        for _ in range(MOST):
            found: dict[str, Any] = self.page.evaluate(_FOCUSED)
            right = found["kind"] in kinds and within in found["group"]
            if right and (name in found["name"] or (or_its_group and self._beside(name))):
                assert not found["wrong"], f"“{found['name']}” {found['wrong']} on {self.page.url}"
                return found
            met.append(found["name"][:40])
            for _ in range(self.page.evaluate(_AHEAD, [name, kinds, within])):
                self.page.keyboard.press("Tab")
        raise AssertionError(f"the Tab key does not reach “{name}” on {self.page.url}: {met}")

    def _beside(self, name: str) -> bool:
        """Whether what is focused is a radio button of the group that has one with the name."""
        return bool(
            self.page.evaluate(
                """(name) => {
                  const one = document.activeElement;
                  return one.type === "radio" && [...one.form.elements].some((each) =>
                    each.name === one.name && [...each.labels].some((label) => label.textContent.includes(name)));
                }""",
                name,
            )
        )


@dataclass
class Forms:
    """What a page is without a script: links and forms. What is put aside until a script shows it is not there."""

    visitor: Visitor
    typed: dict[str, list[str]] = field(default_factory=dict)
    files: dict[str, Any] = field(default_factory=dict)
    fields: list[Tag] = field(default_factory=list)

    def opens(self, path: str) -> None:
        self.visitor.opens(path)

    def follows(self, link: str) -> None:
        self.visitor.follows(link)

    def presses(self, button: str) -> None:
        assert self.visitor.page is not None
        names = {str(each.get("name")) for each in self.visitor.page.form(button).find_all(True)}
        astray = (set(self.typed) | set(self.files)) - names
        assert not astray, f"“{button}” does not send {astray}"
        self.visitor.sends(button, dict(self.typed), self.files)
        self.typed, self.files = {}, {}

    def types(self, label: str, words: str, within: str = "") -> None:
        found = self._field(label, FIELDS, within)
        self.typed[str(found["name"])] = [words]

    def picks(self, label: str, within: str = "") -> None:
        found = self._field(label, CHOICES, within)
        kept = self.typed.get(str(found["name"]), []) if found["type"] == "checkbox" else []
        self.typed[str(found["name"])] = [*kept, str(found.get("value", "y"))]

    def selects(self, label: str, option: str) -> None:
        found = self._field(label, LISTS)
        chosen = [each for each in found.find_all("option") if option in each.get_text()]
        assert chosen, f"“{label}” does not offer “{option}”"
        self.typed[str(found["name"])] = [str(chosen[0].get("value", chosen[0].get_text()))]

    def unfolds(self, summary: str) -> None:
        assert any(summary in each.get_text() for each in self._soup("summary")), summary

    def attaches(self, label: str, path: Path) -> None:
        found = self._field(label, ("input.file",))
        self.files[str(found["name"])] = (path.open("rb"), path.name)

    def downloads(self, link: str) -> None:
        assert self.visitor.page is not None
        found = [href for text, href in self.visitor.page.links().items() if link in text]
        answer = self.visitor.client.get(found[0])
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        answer.close()

    def sees(self, words: str) -> None:
        assert self.visitor.page is not None
        assert words in self.visitor.page.words, f"no “{words}” in {self.visitor.page.main[:600]}"

    def _soup(self, selector: str) -> list[Tag]:
        assert self.visitor.page is not None
        return [each for each in self.visitor.page.soup.select(selector) if not each.find_parent(hidden=True)]

    def _field(self, label: str, kinds: tuple[str, ...], within: str = "") -> Tag:
        for each in self._soup("label[for]"):
            group = each.find_parent("fieldset")
            legend = group.find("legend") if group else None
            if label in " ".join(each.get_text().split()) and within in (legend.get_text() if legend else ""):
                (found,) = self._soup(f"[id='{each['for']}']")
                if _kind(found) in kinds:
                    assert found.find_parent("form") is not None, f"“{label}” is in no form"
                    return found
        raise AssertionError(f"no field “{label}” {within}")


def _kind(found: Tag) -> str:
    """What a browser says that it is: `input.radio`."""
    own = {"textarea": "textarea", "select": "select-one"}.get(found.name, "text")
    return f"{found.name}.{found.get('type', own)}"
