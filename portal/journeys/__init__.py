"""The portal's journeys: a journey a file, its forms first, then its routes."""

from __future__ import annotations

from flask import Blueprint

from hub.settings import Settings


def journeys(settings: Settings) -> list[Blueprint]:
    """The blueprints of every journey. The local outbox exists in a demonstration only."""
    from portal.journeys import (
        account,
        advice,
        allocation,
        asking,
        case_lists,
        cases,
        chasing,
        check_my_document,
        collating,
        correcting,
        cover,
        dates,
        decisions,
        downloads,
        help,
        drafts,
        family,
        family_access,
        letters,
        live,
        looks,
        outbox,
        people,
        person,
        post,
        quality,
        record,
        register,
        rule_book,
        second_factor,
        sign_in,
        submission,
        uploads,
        versions,
    )

    found = [
        sign_in.sign_in,
        register.register,
        second_factor.second_factor,
        account.account,
        people.people,
        person.person,
        case_lists.case_lists,
        cases.cases,
        asking.asking,
        chasing.chasing,
        correcting.correcting,
        decisions.decisions,
        dates.dates,
        letters.letters,
        family.family,
        family_access.family_access,
        post.post,
        record.record,
        allocation.allocation,
        advice.advice,
        live.live,
        drafts.drafts,
        versions.versions,
        looks.looks,
        uploads.uploads,
        submission.submission,
        quality.quality,
        cover.cover,
        collating.collating,
        downloads.downloads,
        help.help_pages,
        check_my_document.check_my_document,
        rule_book.rule_book,
    ]
    return [*found, outbox.outbox] if settings.demo else found
