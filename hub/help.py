"""What the help page says: the council's contacts, questions, links and tours, in data above the shipped ones."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hub.models.people import Role
from hub.settings import WrongSetting

_SHIPPED = Path(__file__).parent / "profiles" / "help.toml"
_KEYS = {"contacts", "links", "questions", "tours"}


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask about what."""

    name: str
    about: str = ""
    email: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A page elsewhere."""

    text: str
    href: str
    about: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no address of a page."""
        if urlsplit(self.href).scheme not in ("https", "http"):
            raise ValueError(f"the link “{self.text}” should begin with https://")


@dataclass(frozen=True, slots=True)
class Question:
    """A question that people ask, and its answer in paragraphs."""

    question: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a tour; a picture of ours may show it."""

    text: str
    picture: str = ""
    shows: str = ""  # the picture in words

    def __post_init__(self) -> None:
        """Refuse a picture that not everybody can see."""
        if self.picture and not self.shows:
            raise ValueError(f"the picture {self.picture} needs its words in “shows”")


@dataclass(frozen=True, slots=True)
class Tour:
    """The hub as one role uses it."""

    role: Role
    title: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Help:
    """Everything that the help page says."""

    contacts: tuple[Contact, ...]
    links: tuple[Link, ...]
    questions: tuple[Question, ...]
    tours: tuple[Tour, ...]

    def tour(self, role: str) -> Tour | None:
        """The tour of a role, if there is one."""
        return next((each for each in self.tours if each.role.value == role), None)


@cache
def load_help(folder: Path | None) -> Help:
    """The council's help above the shipped one. Raises WrongSetting, with the file and what is wrong in it."""
    shipped = _read(_SHIPPED)
    path = folder / "help.toml" if folder else None
    own = _read(path) if path is not None and path.exists() else Help((), (), (), ())
    theirs = {each.role for each in own.tours}
    return Help(
        own.contacts + shipped.contacts,
        own.links + shipped.links,
        own.questions + shipped.questions,
        own.tours + tuple(each for each in shipped.tours if each.role not in theirs),
    )


def _read(path: Path) -> Help:
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
        if unknown := set(said) - _KEYS:
            raise ValueError(f"nothing here is called {', '.join(sorted(unknown))}")
        return Help(
            tuple(Contact(**each) for each in _tables(said, "contacts")),
            tuple(Link(**each) for each in _tables(said, "links")),
            tuple(Question(each["question"], tuple(each["answer"])) for each in _tables(said, "questions")),
            tuple(
                Tour(Role(each["role"]), each["title"], tuple(Step(**step) for step in each["steps"]))
                for each in _tables(said, "tours")
            ),
        )
    except UnicodeDecodeError:
        raise WrongSetting(f"{path} is not saved as UTF-8; save it again with the encoding UTF-8") from None
    except (tomllib.TOMLDecodeError, ValueError, TypeError, KeyError) as error:
        raise WrongSetting(f"{path}: {error}") from None


def _tables(said: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = said.get(name, ())
    return found
