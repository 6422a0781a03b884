"""Reading e-mails of every shape: whatever the bytes, words come out or a person is told why."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from intake.chain import split_chain
from intake.item import Channel, Voice
from intake.mail import item_from_mail
from intake.message import CannotReadMessage, Correspondent, read_message, text_of_html
from intake.reading import read_post
from tests.intake.corpus import load

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
HEAD = b"From: A <a@x.example>\r\nTo: sen@y.example\r\n"


def test_received_is_the_topmost_received_header_and_never_the_date_header() -> None:
    data = (
        b"Received: from b by council; Wed, 07 Jan 2026 13:54:27 +0000\r\n"
        b"Received: from a by b; Mon, 05 Jan 2026 08:00:00 +0000\r\n"
        b"Date: Thu, 01 Jan 2032 00:00:00 +0000\r\n" + HEAD + b"\r\nhello"
    )
    assert read_message(data).received == datetime(2026, 1, 7, 13, 54, 27, tzinfo=UTC)


def test_without_a_received_header_the_servers_own_date_counts() -> None:
    internal = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
    assert read_message(HEAD + b"Date: Thu, 01 Jan 2026 00:00:00 +0000\r\n\r\nhello", internal).received == internal


def test_a_received_header_from_the_future_gives_way_to_the_servers_own_date() -> None:
    internal = datetime(2026, 2, 3, 4, 5, tzinfo=UTC)
    data = b"Received: by x; Fri, 01 Jan 2038 00:00:00 +0000\r\n" + HEAD + b"\r\nhello"
    assert read_message(data, internal).received == internal


@pytest.mark.parametrize(
    "subject",
    ["Siân’s assessment".encode(), "Siân’s assessment".encode("cp1252"), b"=?utf-8?q?Si=C3=A2n=E2=80=99s_assessment?="],
)
def test_an_eight_bit_subject_is_read_in_whatever_charset_it_came(subject: bytes) -> None:
    assert read_message(HEAD + b"Subject: " + subject + b"\r\n\r\nx").subject == "Siân’s assessment"


@pytest.mark.parametrize(
    ("declared", "body"),
    [
        ("us-ascii", "Siân can’t".encode("cp1252")),
        ("utf-8", "Siân can’t".encode("cp1252")),
        ("no-such-charset", "Siân can’t".encode()),
        ("iso-8859-1", "Siân can’t".encode()),
        ("windows-1252", "Siân can’t".encode("cp1252")),
    ],
)
def test_a_wrong_charset_does_not_spoil_a_name(declared: str, body: bytes) -> None:
    kind = f"Content-Type: text/plain; charset={declared}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n".encode()
    assert read_message(HEAD + kind + body).body == "Siân can’t"


def test_html_mail_loses_scripts_styles_and_pictures_and_keeps_tables_in_rows() -> None:
    markup = (
        "<style>p{}</style><script>alert(1)</script><p onclick='x()'>One</p><img src=http://t.example/x.gif>"
        "<table><tr><td>Date of birth</td><td><b>3/9/15</b></td></tr></table>Two<br>Three"
    )
    assert text_of_html(markup).split("\n") == ["One", "", "Date of birth\t3/9/15", "", "Two", "Three"]


def test_an_attached_mail_is_kept_apart_from_the_outer_words() -> None:
    inner = EmailMessage()
    inner["Subject"] = "inner"
    inner.set_content("The inner words.")
    outer = EmailMessage()
    outer["Subject"] = "outer"
    outer.set_content("The outer words.")
    outer.add_attachment(inner)
    message = read_message(outer.as_bytes())
    assert message.body.strip() == "The outer words."
    assert b"The inner words." in message.attached_messages[0].data


def test_an_attachments_name_holds_no_folder_and_its_bytes_are_whole() -> None:
    data = bytes(range(256)) * 4
    mail = EmailMessage()
    mail.set_content("x")
    mail.add_attachment(data, maintype="application", subtype="octet-stream", filename="../../etc/pass\u202ewd.bin")
    (attachment,) = read_message(mail.as_bytes()).attachments
    assert attachment.name == "passwd.bin"
    assert attachment.data == data


@pytest.mark.parametrize("depth", [60, 2000])
def test_nesting_beyond_reason_goes_to_a_person_with_the_reason(depth: int) -> None:
    parts = [f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(depth)]
    data = HEAD + "".join(parts).encode() + b"\r\nhello"
    with pytest.raises(CannotReadMessage, match="nested too deeply"):
        read_message(data)
    (result,) = read_post(data, "x.eml", Channel.MAIL, received=None, now=NOW).results
    assert result.needs_review


def test_a_message_of_a_thousand_parts_is_refused_quickly() -> None:
    data = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + b"--b\r\n\r\nx\r\n" * 1000 + b"--b--"
    with pytest.raises(CannotReadMessage, match="more than 400 parts"):
        read_message(data)


def test_new_words_quoted_words_signature_and_small_print_are_told_apart() -> None:
    body = (
        "Please assess my son.\n\nKind regards\nAnna Marsh\n07700 900123\n\n"
        "This email is confidential and intended for you.\n"
        "\nOn Mon, 2 Feb 2026 at 10:11, SEN Team <sen@y.example> wrote:\n> Earlier words\n> about somebody"
    )
    chain = split_chain(body, subject="RE: x", sender=Correspondent("Anna Marsh", "a@x.example"))
    said = {passage.voice: passage.text.strip() for passage in chain.passages}
    assert said[Voice.WRITER] == "Please assess my son."
    assert said[Voice.SIGNATURE].startswith("Kind regards")
    assert said[Voice.SMALL_PRINT].startswith("This email is confidential")
    assert "Earlier words" in said[Voice.QUOTED]
    assert chain.forward is None
    for passage in chain.passages:
        assert body[passage.offset : passage.offset + len(passage.text)] == passage.text


def test_a_forward_keeps_its_original_sender_and_date() -> None:
    body = (
        "FYI\n\n---------- Forwarded message ---------\nFrom: Kim Benson <kim@x.example>\n"
        "Date: Tue, 3 Feb 2026 at 18:22\nSubject: tyler\nTo: office@school.example\n\nI ask for an assessment."
    )
    forward = split_chain(body, subject="Fwd: tyler", sender=Correspondent()).forward
    assert forward is not None
    assert forward.author == Correspondent("Kim Benson", "kim@x.example")
    assert forward.sent is not None
    assert forward.sent.isoformat() == "2026-02-03T18:22:00+00:00"


def test_evidence_points_at_the_words_it_names() -> None:
    for item in load("tuning"):
        if item.channel is not Channel.MAIL:
            continue
        read = item_from_mail(item.data, internal_date=None, now=NOW)
        texts = dict(read.texts)
        for result in read_post(item.data, item.file, item.channel, received=None, now=NOW).results:
            for name, evidence in result.to_json()["evidence"].items():
                if evidence["source"] in texts:
                    there = texts[evidence["source"]][evidence["start"] : evidence["end"]]
                    assert there.replace("\n", "\t") == evidence["text"].replace("\n", "\t"), (item.id, name)
