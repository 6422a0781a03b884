"""Comments stand exactly at their words, and nothing else of the writer's document changes."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.documents.annotate import Note, annotate
from hub.documents.document import CannotRead
from hub.documents.passage import Stretch
from hub.documents.read import read
from hub.documents.word_comments import Line
from tests.components import program
from tests.hub.documents.paper import add_xml, with_parts, word_made, word_of


def _run(text: str, properties: str = "") -> str:
    return f'<w:r w:rsidR="00A1">{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _paragraph(*content: str, properties: str = "") -> str:
    return f"<w:p>{properties}{''.join(content)}</w:p>"


def _table(*cells: str) -> str:
    return f"<w:tbl><w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr></w:tbl>"


def _sign(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


_BOX = f"<w:txbxContent>{_paragraph(_run('Words in a box.'))}</w:txbxContent>"
_NUMBERED = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
_BODY = (
    _paragraph(
        _run("  Sian has "),
        _run("epilepsy &amp; ", "<w:rPr><w:b/></w:rPr>"),
        _run("hypotonia 😀 and likes music. ", '<w:rPr><w:i/><w:sz w:val="20"/></w:rPr>'),
        properties='<w:pPr><w:jc w:val="both"/></w:pPr>',
    ),
    _paragraph(_run("An item of a list."), properties=_NUMBERED),
    _paragraph(
        _run("See "),
        f'<w:hyperlink w:anchor="x" w:history="1">{_run("the local offer page")}</w:hyperlink>',
        _run(" now."),
    ),
    _paragraph(
        _run("He now "),
        f'<w:ins w:id="90" w:author="A">{_run("walks without help")}</w:ins>',
        '<w:del w:id="91" w:author="A"><w:r><w:delText>cannot walk</w:delText></w:r></w:del>',
        _run(" indoors."),
    ),
    _paragraph(
        _run("Name: "),
        f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{_run('Dylan Ap Rhys')}</w:sdtContent></w:sdt>",
    ),
    f"<w:sdt><w:sdtContent>{_paragraph(_run('A paragraph in a control.'))}</w:sdtContent></w:sdt>",
    _paragraph(
        _run("Page "),
        _sign("begin"),
        "<w:r><w:instrText> REF a </w:instrText></w:r>",
        _sign("separate"),
        _run("the field’s result"),
        _sign("end"),
        f'<w:fldSimple w:instr=" AUTHOR ">{_run(" a simple field")}</w:fldSimple>',
    ),
    _paragraph("<w:r><w:t>Before the tab</w:t><w:tab/><w:t>after it</w:t><w:br/><w:t>next line</w:t></w:r>"),
    _table(
        _paragraph(_run("Outer cell.")) + _table(_paragraph(_run("Inner cell."))) + "<w:p/>",
        _paragraph(_run("Second cell.")),
    ),
    _paragraph(f'<w:smartTag w:element="place">{_run("Saltfleet")}</w:smartTag>', _run(" has a beach.")),
    _paragraph(_run("The first of two paragraphs.")),
    _paragraph(_run("The second of them.")),
)
_EXACT = (
    "Sian", "epilepsy & hypo", "😀 and", "likes music.", "An item of a list.", "item", "local offer", "page now",
    "walks without", "help indoors", "Dylan", "A paragraph", "field’s", "a simple", "tab\tafter", "it\nnext",
    "Outer cell.", "cell.", "Inner", "Second", "Saltfleet has", "two paragraphs.\nThe second",
)  # fmt: skip


def _document(*more: str) -> bytes:
    return word_of(*_BODY, *more)


def _at(packed: bytes, words: str) -> Stretch:
    text = read(packed, "x").text
    return Stretch(text.index(words), text.index(words) + len(words))


def _noted(packed: bytes, *phrases: str | None) -> bytes:
    notes = [Note((Line("Warning: ", f"about {each}"),), _at(packed, each) if each else None) for each in phrases]
    return annotate(packed, notes, "EHC Hub")


def _parts(packed: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _body(packed: bytes) -> Any:
    return parse_xml(_parts(packed)["word/document.xml"])


def _words_of(packed: bytes) -> dict[str, str]:
    """What stands between the marks of each comment, walked independently of what is tested."""
    open_now, said = set[str](), dict[str, str]()
    signs = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    for each in _body(packed).iter():
        number = each.get(qn("w:id"), "")
        if each.tag == qn("w:commentRangeStart"):
            open_now.add(number)
            said[number] = ""
        elif each.tag == qn("w:commentRangeEnd"):
            open_now.remove(number)
        elif each.tag == qn("w:t") or (each.tag in signs and each.getparent().tag == qn("w:r")):
            for number in open_now:
                said[number] += signs.get(each.tag, each.text or "")
        elif each.tag == qn("w:p"):
            said |= {number: said[number] + "\n" for number in open_now}
    return said


def _as_it_was(packed: bytes) -> str:
    """The main part without comment marks, neighbouring runs of the same format made one."""
    body = _body(packed)
    for each in list(body.iter(qn("w:commentRangeStart"), qn("w:commentRangeEnd"))):
        each.getparent().remove(each)
    for each in list(body.iter(qn("w:commentReference"))):
        run = each.getparent()
        run.getparent().remove(run)
    for run in list(body.iter(qn("w:r"))):
        _merge_into_previous(run)
    return re.sub(r' xml:space="preserve"', "", str(body.xml))


def _merge_into_previous(run: Any) -> None:
    before = run.getprevious()
    if before is None or before.tag != run.tag or dict(before.attrib) != dict(run.attrib):
        return
    formats = [None if each.rPr is None else each.rPr.xml for each in (before, run)]
    if formats[0] != formats[1]:
        return
    for each in [each for each in run if each.tag != qn("w:rPr")]:
        last = before[-1] if len(before) else None
        if last is not None and last.tag == each.tag == qn("w:t"):
            last.text = (last.text or "") + (each.text or "")
        else:
            before.append(each)
    run.getparent().remove(run)


def _is_untouched(before: bytes, after: bytes) -> None:
    old, new = _parts(before), _parts(after)
    changed = {"word/document.xml", "word/comments.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert list(old) == [name for name in new if name in old]
    assert {name: data for name, data in old.items() if name not in changed} == {
        name: data for name, data in new.items() if name not in changed
    }
    assert _as_it_was(before) == _as_it_was(after)
    assert read(before, "x").text == read(after, "x").text
    assert [each.text for each in docx.Document(io.BytesIO(before)).paragraphs] == [
        each.text for each in docx.Document(io.BytesIO(after)).paragraphs
    ]


def test_each_comment_stands_exactly_at_its_words_wherever_they_are() -> None:
    packed = _document()
    noted = _noted(packed, *_EXACT)
    assert list(_words_of(noted).values()) == list(_EXACT)
    _is_untouched(packed, noted)
    comments = docx.Document(io.BytesIO(noted)).comments
    assert [(each.author, each.text) for each in comments] == [("EHC Hub", f"Warning: about {each}") for each in _EXACT]


_TEXT = read(_document(), "x").text
_stretches = (
    st.tuples(st.integers(0, len(_TEXT)), st.integers(0, len(_TEXT)))
    .map(lambda pair: Stretch(min(pair), max(pair)))
    .filter(lambda each: _TEXT[each.start : each.end].strip() != "")
)


@settings(max_examples=60, deadline=None)
@given(st.lists(_stretches, min_size=1, max_size=8))
def test_whatever_stretches_are_noted_each_has_its_words_and_the_rest_is_untouched(stretches: list[Stretch]) -> None:
    packed = _document()
    noted = annotate(packed, [Note((Line("", "x"),), each) for each in stretches], "EHC Hub")
    found = dict(sorted(_words_of(noted).items(), key=_number))
    assert [_letters(each) for each in found.values()] == [_letters(_TEXT[slice(*each)]) for each in stretches]
    _is_untouched(packed, noted)


def _letters(text: str) -> str:
    return re.sub(r"\s", "", text)


def _number(named: tuple[str, str]) -> int:
    return int(named[0])


def test_a_comment_about_everything_stands_at_the_first_words_and_goes_before_the_others() -> None:
    packed = _document()
    assert list(_words_of(_noted(packed, None, "Inner")).values()) == [
        "  Sian has epilepsy & hypotonia 😀 and likes music. ",
        "Inner",
    ]


def test_words_in_a_box_a_note_or_a_header_are_quoted_where_a_comment_can_stand() -> None:
    def make(document: Any) -> None:
        add_xml(
            document,
            f"<w:p>{_run('Beside the box.')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:wsp>"
            f"<wps:txbx>{_BOX}</wps:txbx></wps:wsp></w:drawing></mc:Choice></mc:AlternateContent></w:r></w:p>",
            f"<w:p>{_run('With a note')}<w:r><w:footnoteReference w:id='2'/></w:r>{_run(' here.')}</w:p>",
        )
        document.sections[0].header.paragraphs[0].text = "Words of a header."

    packed = _with_footnote(word_made(make), "Words of a note.")
    noted = _noted(packed, "Words in a box.", "Words of a note.", "Words of a header.")
    _is_untouched(packed, noted)
    said = [each.text for each in docx.Document(io.BytesIO(noted)).comments]
    assert [each.split("\n")[0] for each in said] == [
        "About “Words in a box.”",
        "About “Words of a note.”",
        "About “Words of a header.”",
    ]
    box, number, opening = (_marked(noted, each) for each in "012")
    assert [each.tag for each in box[0].iter(qn("w:txbxContent"))]
    assert number[0].find(qn("w:footnoteReference")) is not None
    assert opening[0].text == "Beside the box."
    assert not [each for each in _body(noted).iter(qn("w:txbxContent")) if list(each.iter(qn("w:commentRangeStart")))]


def _marked(packed: bytes, number: str) -> list[Any]:
    """The elements between a comment's marks, where they are siblings."""
    start = next(each for each in _body(packed).iter(qn("w:commentRangeStart")) if each.get(qn("w:id")) == number)
    between: list[Any] = []
    for each in start.itersiblings():
        if each.tag == qn("w:commentRangeEnd") and each.get(qn("w:id")) == number:
            return between
        if each.tag == qn("w:r"):
            between.append(each)
    raise AssertionError


def _with_footnote(packed: bytes, words: str) -> bytes:
    parts = _parts(packed)
    relations = parts["word/_rels/document.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId900" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"'
        b' Target="footnotes.xml"/></Relationships>',
    )
    types = parts["[Content_Types].xml"].replace(
        b"</Types>",
        b'<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        b'wordprocessingml.footnotes+xml"/></Types>',
    )
    footnotes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'<w:footnote w:id="2"><w:p>{_run(words)}</w:p></w:footnote></w:footnotes>'
    )
    return with_parts(
        packed,
        {
            "word/_rels/document.xml.rels": relations,
            "[Content_Types].xml": types,
            "word/footnotes.xml": footnotes.encode(),
        },
    )


def test_a_control_that_word_fills_itself_and_a_formula_are_marked_from_outside() -> None:
    packed = word_of(
        f"<w:p>{_run('Name: ')}<w:sdt><w:sdtPr><w:dataBinding w:xpath='/a' w:storeItemID='b'/></w:sdtPr>"
        f"<w:sdtContent>{_run('Dylan Ap Rhys')}</w:sdtContent></w:sdt>{_run('.')}</w:p>",
        f"<w:p>{_run('With ')}<m:oMath><m:r><m:t>x=2</m:t></m:r></m:oMath>{_run(' in it.')}</w:p>",
    )
    noted = _noted(packed, "Rhys", "x=")
    starts = [each.getnext().tag for each in _body(noted).iter(qn("w:commentRangeStart"))]
    assert starts == [qn("w:sdt"), qn("m:oMath")]
    assert [each.text.split("\n")[0] for each in docx.Document(io.BytesIO(noted)).comments] == [
        "About “Rhys”",
        "About “x=”",
    ]


def test_comments_that_are_there_stay_and_their_numbers_are_not_used_again() -> None:
    def make(document: Any) -> None:
        paragraph = document.add_paragraph("A colleague commented on this already.")
        document.add_comment(paragraph.runs, "Is it so?", author="A colleague", initials="AC")

    packed = word_made(make)
    noted = _noted(packed, "commented on", "already.")
    _is_untouched_besides_comments(packed, noted)
    comments = list(docx.Document(io.BytesIO(noted)).comments)
    assert [(each.comment_id, each.author, each.text) for each in comments] == [
        (0, "A colleague", "Is it so?"),
        (1, "EHC Hub", "Warning: about commented on"),
        (2, "EHC Hub", "Warning: about already."),
    ]
    assert _words_of(noted) == {"0": "A colleague commented on this already.", "1": "commented on", "2": "already."}
    assert {name for name, data in _parts(noted).items() if _parts(packed).get(name) != data} == {
        "word/document.xml",
        "word/comments.xml",
    }


def _is_untouched_besides_comments(before: bytes, after: bytes) -> None:
    assert _as_it_was(before) == _as_it_was(after)
    assert read(before, "x").text == read(after, "x").text


def test_no_note_leaves_the_package_as_it_is_and_the_same_notes_give_the_same_bytes() -> None:
    packed = _document()
    unnoted = annotate(packed, [], "EHC Hub")
    assert _as_it_was(unnoted) == _as_it_was(packed)
    assert {name for name, data in _parts(unnoted).items() if _parts(packed)[name] != data} <= {"word/document.xml"}
    assert _noted(packed, "Inner") == _noted(packed, "Inner")


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"PK\x03\x04 broken"])
def test_what_is_no_word_file_is_refused(data: bytes) -> None:
    with pytest.raises(CannotRead):
        annotate(data, [], "EHC Hub")


@pytest.mark.libreoffice
def test_libreoffice_finds_each_comment_at_its_words(tmp_path: Path) -> None:
    packed = _document()
    (tmp_path / "noted.docx").write_bytes(_noted(packed, *_EXACT))
    (tmp_path / "plain.docx").write_bytes(packed)
    for kind in ("fodt", "txt:Text (encoded):UTF8"):
        subprocess.run(
            [
                program("soffice", "libreoffice-writer-nogui"),
                "--headless",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--convert-to",
                kind,
                "--outdir",
                str(tmp_path),
                str(tmp_path / "noted.docx"),
                str(tmp_path / "plain.docx"),
            ],
            capture_output=True,
            check=True,
            timeout=120,
        )
    assert (tmp_path / "noted.txt").read_text("utf-8") == (tmp_path / "plain.txt").read_text("utf-8")
    found = {_letters(about): _letters(words) for about, words in _annotations((tmp_path / "noted.fodt").read_text())}
    # LibreOffice 7.4 shows the comments of controls, fields and smart tags beside them, and counts deleted words
    elsewhere = {"Dylan", "A paragraph", "field’s", "a simple", "Saltfleet has", "help indoors"}
    expected = {_letters(words) for words in _EXACT if words not in elsewhere}
    assert {about: found.get(about) for about in expected} == {about: about for about in expected}


def _annotations(fodt: str) -> Iterator[tuple[str, str]]:
    """Each comment in a flat OpenDocument text: its words by what it says."""
    pattern = r'<office:annotation [^>]*office:name="([^"]+)"[^>]*>(.*?)</office:annotation>'
    for found in re.finditer(pattern, fodt, re.DOTALL):
        between, _, _ = fodt[found.end() :].partition(f'<office:annotation-end office:name="{found[1]}"/>')
        between = re.sub(r"<office:annotation .*?</office:annotation>", "", between, flags=re.DOTALL)
        between = re.sub(r"<text:tracked-changes.*?</text:tracked-changes>", "", between, flags=re.DOTALL)
        said = re.sub(r"<[^>]+>", "", found[2]).partition("about ")[2].strip()
        yield _plain(said), _plain(re.sub(r"<[^>]+>", "", between))


def _plain(xml: str) -> str:
    return xml.replace("&amp;", "&").replace("&apos;", "'").replace("&quot;", '"')
