"""Whose access somebody may change: an administrator everybody's, a coordinator families' and professionals', a
manager that of their own team.
"""

from __future__ import annotations

from hub.models.people import Membership, Person, Role

IN_A_TEAM = frozenset({Role.PROFESSIONAL, Role.TEAM_MANAGER, Role.SECRETARY, Role.SENCO})
OF_A_CASE = frozenset({Role.PARENT, Role.YOUNG_PERSON})  # given on the case's page, to those whose case it is
MANAGES_PEOPLE = frozenset({Role.ADMINISTRATOR, Role.OFFICER, Role.TEAM_MANAGER})


def grants(by: Person, role: Role, team_id: int | None) -> bool:
    """Whether the person may give or take the role, in that team or hub-wide."""
    if not by.active:
        return False
    if by.is_a(Role.ADMINISTRATOR):
        return True
    if by.is_a(Role.OFFICER):
        return role in IN_A_TEAM | OF_A_CASE
    return role in IN_A_TEAM and team_id in by.team_ids(Role.TEAM_MANAGER)


def grantable_roles(by: Person) -> tuple[Role, ...]:
    """The roles that the person may offer on a form, in the order of the field."""
    offered = set(Role) - OF_A_CASE if by.is_a(Role.ADMINISTRATOR) else IN_A_TEAM
    return tuple(each for each in Role if each in offered)


def sees_person(by: Person, person: Person) -> bool:
    """Whether the person is shown under People: whoever has a role that one may give, or has none yet."""
    if not by.active or by.roles.isdisjoint(MANAGES_PEOPLE):
        return False
    if by.is_a(Role.ADMINISTRATOR):
        return True
    return any(_grants(by, each) for each in person.memberships)


def suspends(by: Person, person: Person) -> bool:
    """Whether the one may suspend the other or let them back in: somebody else, all of whose roles one may give."""
    if by.id == person.id or not sees_person(by, person):
        return False
    return all(_grants(by, each) for each in person.memberships)


def resets_factors(by: Person, person: Person) -> bool:
    """Whether the one may reset how the other gets codes: an administrator, of somebody else."""
    return by.active and by.is_a(Role.ADMINISTRATOR) and by.id != person.id


def _grants(by: Person, membership: Membership) -> bool:
    return grants(by, membership.role, membership.team_id)
