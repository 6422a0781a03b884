"""Each role follows every link that it is shown: each leads somewhere, and no address or title names a child."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import unquote, urldefrag

import pytest
from sqlalchemy import update

from hub.database import Database
from hub.files import FileStore
from hub.models import PostItem
from hub.settings import Settings
from tests.portal.received import received_news, received_request
from tests.portal.visitor import Clock, Page, Visitor
from tests.world import World

NAMES = ("sian", "evans", "tomos", "pritchard")


def walk(visitor: Visitor, *, most: int = 150) -> Iterator[Page]:
    """Every page that can be reached by links from the start."""
    waiting, seen = ["/"], {"/"}
    while waiting and len(seen) < most:
        page = visitor.opens(waiting.pop(0))
        yield page
        for href in page.links().values():
            address = urldefrag(href).url
            if address.startswith("/") and address not in seen and not address.startswith("/static/"):
                seen.add(address)
                waiting.append(address)


@pytest.mark.parametrize("person", ["officer", "manager", "therapist", "dco", "outsider"])
def test_every_link_leads_somewhere_and_no_address_or_title_names_a_child(
    visitor: Callable[..., Visitor], world: World, database: Database, settings: Settings, clock: Clock, person: str
) -> None:
    received_request(database, clock())
    received_news(database, clock())
    with database.transaction() as session:
        session.execute(update(PostItem).values(sha256=FileStore(settings.data_dir).store(b"its bytes")))
        world.drafted(session, clock())
        world.asked(session, clock(), world.social_care(session))
    addresses = set()
    for page in walk(visitor(getattr(world, f"{person}_id"))):
        address = unquote(page.response.request.full_path)
        assert page.status == 200, address
        addresses.add(address.rstrip("?"))
        title = page.soup.title.get_text() if page.soup.title else ""
        named = [name for name in NAMES if name in f"{address} {title} {page.response.headers}".lower()]
        assert named == [], (address, title)
    assert len(addresses) >= 5
    assert "/rules" in addresses
