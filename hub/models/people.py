"""People, teams, and what each person may be in which team."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hub.advice import Area, Profile
from hub.models.base import Base

if TYPE_CHECKING:
    from hub.models.deputy import Deputy
    from hub.models.family import FamilyLink


class Role(StrEnum):
    """What somebody does in the hub. A person may have several, most of them in a team."""

    PROFESSIONAL = "professional"
    TEAM_MANAGER = "team-manager"
    SECRETARY = "secretary"
    SENCO = "senco"
    OFFICER = "officer"  # SEN officer / EHCP coordinator
    DCO = "dco"  # Designated Clinical Officer
    PARENT = "parent"
    YOUNG_PERSON = "young-person"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


class Team(Base, kw_only=True):
    """A team that can be asked for advice, with the central mailbox that its requests go to."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    mailbox: Mapped[str] = mapped_column(String(320))
    profile: Mapped[Profile]
    specialism: Mapped[str] = mapped_column(String(100), default="")
    area_names: Mapped[list[str]] = mapped_column(default_factory=list)
    active: Mapped[bool] = mapped_column(default=True)

    @property
    def areas(self) -> tuple[Area, ...]:
        """The advice areas that the team is usually asked about."""
        return tuple(Area(each) for each in self.area_names)


class Person(Base, kw_only=True):
    """Somebody who uses the hub."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(320), unique=True)  # lower case
    job_title: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)
    new_from: Mapped[datetime | None] = mapped_column(default=None)  # what was done before is no news to them
    memberships: Mapped[list[Membership]] = relationship(
        back_populates="person", default_factory=list, lazy="selectin", cascade="all, delete-orphan"
    )
    deputising: Mapped[list[Deputy]] = relationship(
        foreign_keys="Deputy.deputy_id", viewonly=True, init=False, repr=False
    )

    family_links: Mapped[list[FamilyLink]] = relationship(
        foreign_keys="FamilyLink.person_id", viewonly=True, init=False, repr=False
    )

    def is_a(self, role: Role, team: Team | None = None) -> bool:
        """Whether the person has the role, in that team where one is given."""
        return any(each.role is role and (team is None or each.team_id == team.id) for each in self.memberships)

    def is_family_of(self, case_id: int) -> bool:
        """Whether the case is or was open to the person as the child's family: never their work, also afterwards."""
        return any(each.case_id == case_id for each in self.family_links)

    @property
    def roles(self) -> frozenset[Role]:
        """Everything the person is, in any team."""
        return frozenset(each.role for each in self.memberships)

    def team_ids(self, *roles: Role) -> frozenset[int]:
        """The teams in which the person has any of the roles."""
        return frozenset(
            each.team_id for each in self.memberships if each.team_id is not None and (not roles or each.role in roles)
        )


class Membership(Base, kw_only=True):
    """A role of a person, in a team or hub-wide."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("person_id", "team_id", "role"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), init=False, index=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), init=False, index=True)
    role: Mapped[Role]
    person: Mapped[Person] = relationship(back_populates="memberships", repr=False)
    team: Mapped[Team | None] = relationship(default=None)
