"""What every page has to be: HTML whose tags close, whose ids are unique and found, with one heading and labels."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

from bs4 import BeautifulSoup, Tag

VOID = frozenset(["br", "circle", "hr", "img", "input", "link", "meta", "path", "rect", "wbr"])


class _Tags(HTMLParser):
    """Finds tags that are not closed, or closed out of turn."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        self.problems += [f"<{tag}> has {name} twice" for name, n in Counter(names).items() if n > 1]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> at line {self.getpos()[0]} closes <{self.open[-1] if self.open else ''}>")
        else:
            self.open.pop()


def problems(html: str, page: BeautifulSoup) -> list[str]:
    """Everything that is wrong with the page, in words: as it was sent, and as it was read."""
    tags = _Tags()
    tags.feed(html)
    return [
        *tags.problems,
        *[f"<{each}> is never closed" for each in tags.open],
        *_ids(page),
        *_labels(page),
        *_headings(page),
        *_nesting(page),
        *_inline(page),
        *_dead(page),
    ]


def _ids(page: BeautifulSoup) -> list[str]:
    ids = Counter(str(each["id"]) for each in page.find_all(id=True))
    wrong = [f"id {name} is there {n} times" for name, n in ids.items() if n > 1]
    for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
        for each in page.select(f"[{name}]"):
            value = each[name]
            words = value if isinstance(value, list) else str(value).split()
            wrong += [f"{name} leads to {word}, which is not there" for word in words if word not in ids]
    for link in page.find_all("a", href=True):
        href = str(link["href"])
        if href.startswith("#") and href[1:] not in ids:
            wrong.append(f"a link leads to {href}, which is not there")
    return wrong


def _labels(page: BeautifulSoup) -> list[str]:
    labelled = {str(each["for"]) for each in page.select("label[for]")}
    return [
        f"{field.name} {field.get('name')} has no label"
        for field in page.find_all(["input", "select", "textarea"])
        if field.get("type") not in {"hidden", "submit"}
        and field.get("id") not in labelled
        and not field.get("aria-label")
    ]


def _headings(page: BeautifulSoup) -> list[str]:
    wrong = [] if len(page.find_all("h1")) == 1 else [f"{len(page.find_all('h1'))} h1 headings"]
    last = 0
    for each in page.find_all(["h1", "h2", "h3", "h4", "h5"]):
        level = int(each.name[1])
        if last and level > last + 1:
            wrong.append(f"h{level} “{each.get_text(strip=True)}” follows h{last}")
        last = level
    title = page.title.get_text(strip=True) if page.title else ""
    wrong += [] if title and "Error: Error" not in title else [f"the title is “{title}”"]
    html = page.html
    wrong += [] if isinstance(html, Tag) and html.get("lang") else ["no lang"]
    return wrong


def _nesting(page: BeautifulSoup) -> list[str]:
    wrong = [f"<{each.name}> in a link or button" for each in page.select("a a, a button, button a, button button")]
    wrong += ["a form in a form" for _ in page.select("form form")]
    wrong += [f"<{each.name}> in a paragraph" for each in page.select("p div, p ul, p form, p h2, p table")]
    return wrong


def _inline(page: BeautifulSoup) -> list[str]:
    """The Content-Security-Policy would drop these."""
    wrong = [f"inline style on <{each.name}>" for each in page.select("[style]")]
    wrong += ["inline script" for each in page.find_all("script") if not each.get("src")]
    wrong += [
        f"{name} on <{each.name}>" for each in page.find_all(True) for name in each.attrs if name.startswith("on")
    ]
    return wrong


def _dead(page: BeautifulSoup) -> list[str]:
    """What can be pressed and does nothing without a script; what a script shows first is hidden until then."""
    controls = [
        each
        for each in page.select("button, input, select, textarea, a[href^=javascript], a[href='#']")
        if each.get("type") != "hidden" and not each.has_attr("hidden") and not each.find_parent(hidden=True)
        if not each.find_parent("dialog") and each.get("disabled") is None
    ]
    return [
        f"<{each.name}> “{each.get_text(strip=True) or each.get('name')}” does nothing without a script"
        for each in controls
        if each.name == "a" or each.get("type") == "button" or not (each.find_parent("form") or each.get("form"))
    ] + [
        "a form has nothing to send it with"
        for form in page.find_all("form")
        if form.select("textarea, select, input:not([type=hidden])") and not form.select("button:not([type=button])")
    ]
