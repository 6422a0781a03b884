"""Every reason to say no, with the sentence that the person sees and what they can do next."""

from __future__ import annotations


class Problem(Exception):
    """Something that whoever runs the hub has to mend: one clear sentence with what to do. Commands exit with 2."""


class Refusal(Exception):
    """The hub won't do that: `sentence` says why, `what_next` what would help. Neither names a child."""

    sentence = "You cannot do that."
    what_next = "Go back, and check what the page says about this request."

    def __init__(self, sentence: str = "", what_next: str = "") -> None:
        self.sentence = sentence or self.sentence
        self.what_next = what_next or self.what_next
        super().__init__(self.sentence)


class NotAllocatedToYou(Refusal):
    """Somebody else, or nobody, has been assigned to write this advice."""

    sentence = "This request is not allocated to you."
    what_next = "Ask your team's manager to assign you if you should be writing this advice."


class CannotBeAssigned(Refusal):
    """Somebody who has left, or who is of a child's family: it is not said which, since that is their own matter."""

    sentence = "That person cannot be assigned."
    what_next = "Choose somebody from the list, or ask the SEN team for help."


class NotAwaitingThat(Refusal):
    """The request is in a state from which this move is not possible."""

    sentence = "This request has moved on since you opened the page."
    what_next = "Open the case again to see where the request is now."


class AdviceSubmitted(Refusal):
    """Submitted advice is read-only until it is released."""

    sentence = "This advice has been submitted, so it can no longer be changed."
    what_next = "Ask the EHCP coordinator to release it to you if it must change."


class AdviceNotReady(Refusal):
    """There is nothing to submit, or a starred question is empty."""

    sentence = "This advice is not ready to submit."
    what_next = "Complete the sections that are still empty, save, and submit again."


class ChangedElsewhere(Refusal):
    """The draft was saved from another place since this page was opened."""

    sentence = "This advice was saved somewhere else since you opened it, so saving now would overwrite that work."
    what_next = "Both versions are kept. Compare them, then save the one that you want."


class ReasonNeeded(Refusal):
    """A decision that others have to act on needs its reason."""

    sentence = "Say why, so that the other person knows what to do."
    what_next = "Enter a reason."


class StopsPublication(Refusal):
    """A block is the reviewer's to clear, never the writer's to set aside."""

    sentence = "This stops publication, so you cannot set it aside."
    what_next = "Put it right, or submit the advice as it is: whoever checks it can clear it."


class NotTheReviewer(Refusal):
    """The quality step is for the profile's reviewer or a deputy."""

    sentence = "You do not quality-assure this advice."
    what_next = "The Designated Clinical Officer, or whoever your council has named, does."


class AlreadyConfirmed(Refusal):
    """An unconfirmed case is confirmed once."""

    sentence = "This case has already been confirmed."
    what_next = "Open the case to see it."


class AlreadyAsked(Refusal):
    """A team has an open request on this case already."""

    sentence = "This team has already been asked for advice on this case, and its request is still open."
    what_next = "Send a reminder from the case, or choose another team."


class AskedAbout(Refusal):
    """Possible, but unlikely: the person is asked whether they are sure, and may go on."""

    sentence = "This looks unusual."
    what_next = "If it is right, tick that you are sure and save again."


class WrongDayOfLetter(Refusal):
    """The letter's day cannot be what was entered."""

    sentence = "The letter is dated before the decision."
    what_next = "Check both days."


class MissingDetail(Refusal):
    """Something that has to be given was left empty."""

    sentence = "Something that is needed was left empty."
    what_next = "Fill it in and try again."


class AnotherChildsFile(Refusal):
    """A file that belongs to another child's request, or is about another child."""

    sentence = "This Word file was made for another child’s request."
    what_next = "Nothing of it was taken in. Open the request that it belongs to."


class NotAnInvitation(Refusal):
    """An invitation or reset link that is used, expired or unknown."""

    sentence = "This link has been used already, or has expired."
    what_next = "Ask for a new one: the person who invited you, or “Forgotten your password?”, can send it."


class TooManyTries(Refusal):
    """Throttled."""

    sentence = "There have been too many tries."
    what_next = "Wait 15 minutes, then try again."


class WrongCode(Refusal):
    """A one-time code that is wrong, used or too old."""

    sentence = "That code is not right, or is no longer valid."
    what_next = "Check the latest message, or ask for a new code."


class PasswordTooWeak(Refusal):
    """Length first; common ones refused."""

    sentence = "That password is too short or too common."
    what_next = "Use at least 12 characters. Three unrelated words work well."


class NotAMobileNumber(Refusal):
    """The code has to reach a phone."""

    sentence = "That does not look like a UK mobile number."
    what_next = "Enter it like 07700 900 982 or +44 7700 900 982."


class NotALandline(Refusal):
    """A spoken code has to reach one person's own telephone."""

    sentence = "That does not look like a UK landline number."
    what_next = "Enter it with its area code, like 01632 960 001."


class NoSecondFactor(Refusal):
    """An administrator has reset it, or the person never finished registering."""

    sentence = "How your security codes reach you is not set up."
    what_next = "Follow the link in the latest email from the hub, or ask whoever invited you for a new one."


class ProveItIsYou(Refusal):
    """A second factor is changed by whoever has the old one, or by a second person."""

    sentence = "Give a code first, to prove that it is you."
    what_next = "If you no longer have your phone or app, use a recovery code, or ask an administrator of the hub."


class NotYoursToChange(Refusal):
    """Whoever manages people does so within what they answer for."""

    sentence = "You cannot change that person's access."
    what_next = "Ask an administrator of the hub, or whoever manages their team."


class NotALawfulException(Refusal):
    """The closed list of the regulations does not know it, not for this clock, or not for these days."""

    sentence = "That is not an exception that the law knows."
    what_next = "The time limit stands. Record only what the regulations list."
