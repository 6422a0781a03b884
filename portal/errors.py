"""What a person is told when something cannot be done: one clear sentence, what to do next, nothing personal."""

from __future__ import annotations

from flask import Flask, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from hub.files import NotStored
from hub.refusals import Refusal

NOT_FOUND = (
    "We cannot show you this page",
    "It does not exist, or it is not open to you.",
    "If you followed a link in an email, check that you are signed in with the account that the email was sent to.",
)
SAID: dict[int, tuple[str, ...]] = {
    400: ("That could not be read", "The page sent something that the hub cannot use.", "Go back and try again."),
    403: NOT_FOUND,  # the same page for "not yours" and "not there"
    404: NOT_FOUND,
    405: NOT_FOUND,
    413: (
        "That is too large",
        "What you sent is larger than the hub can take.",
        "Files may be up to 25 MB each. Send a smaller file, or split it into parts.",
    ),
    500: (
        "Sorry, something went wrong here",
        "What you entered on the last page was not saved.",
        "Go back and try again in a few minutes. If it happens again, tell the team below at what time it happened.",
    ),
}


def say(status: int, heading: str, *sentences: str) -> ResponseReturnValue:
    """A page that says something and leads back to the start."""
    back = {"href": url_for("pages.start"), "text": "Go to the start page"}
    return render_template("message.html", heading=heading, sentences=sentences, back=back), status


def register_errors(app: Flask) -> None:
    """Map every refusal and error to its page, once."""

    @app.errorhandler(Refusal)
    def refused(refusal: Refusal) -> ResponseReturnValue:
        return say(409, refusal.sentence, refusal.what_next)

    @app.errorhandler(NotStored)
    def not_stored(_error: NotStored) -> ResponseReturnValue:
        return say(
            507,  # RFC 4918, 11.5: what the store can't do now
            "The hub’s store of files has a fault",
            "What you entered on the last page was not saved, or the file that you asked for is missing or damaged.",
            "Tell the team below: whoever runs the hub has to mend its disk, or restore the file from the backup.",
        )

    @app.errorhandler(CSRFError)
    def stale(error: CSRFError) -> ResponseReturnValue:
        return say(
            400,
            "This page had been open too long",
            "To keep what you see safe, the page could no longer be sent.",
            "Go back, copy anything that you typed, reload the page and send it again.",
        )

    @app.errorhandler(HTTPException)
    def failed(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if status < 400:
            return error.get_response(request.environ)
        said = SAID.get(status, SAID[400] if status < 500 else SAID[500])
        return say(404 if status == 403 else status, *said)
