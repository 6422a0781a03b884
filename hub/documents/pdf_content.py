"""Takes words out of a PDF's content: every other operator stays byte for byte, and what follows keeps its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pdfminer.pdffont import PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFContentParser, PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, PDFStream
from pdfminer.psparser import PSEOF, PSKeyword
from pdfminer.utils import MATRIX_IDENTITY, Matrix, apply_matrix_pt, mult_matrix

from hub.documents.pdf_objects import Object, Objects, data_of, dictionary, name, words
from hub.documents.pdf_writer import number

IsHidden = Callable[[float, float, str], bool]
_SAYING = {"ActualText", "Alt", "E"}
_LONGEST_KEPT = 3  # letters: an ActualText that long spells a ligature or a hyphen out
_DEEPEST = 10


class CannotRewrite(Exception):
    """Content that we don't know how to take words out of."""


@dataclass(frozen=True)
class _State:
    """The graphics and text state that decides where a letter stands."""

    matrix: Matrix = MATRIX_IDENTITY
    font: Any = None
    size: float = 0.0
    spacing: float = 0.0
    word_spacing: float = 0.0
    scaling: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass
class Rewritten:
    """What became of a page's content: its own, and that of each form that it draws, by the form's number."""

    content: bytes
    forms: dict[int, bytes] = field(default_factory=dict)


class Content:
    """The content of a page or form, gone through operator by operator.

    Raises CannotRewrite where a word stands in a way that we don't know how to take apart.
    """

    def __init__(self, objects: Objects, is_hidden: IsHidden, forms: dict[int, bytes], depth: int = 0) -> None:
        self._objects, self._is_hidden, self._forms, self._depth = objects, is_hidden, forms, depth
        self._fonts = PDFResourceManager()
        self._state, self._kept = _State(), list[_State]()
        self._text = self._line = MATRIX_IDENTITY
        self._resources: dict[str, Object] = {}

    def without(self, data: bytes, resources: Object, matrix: Matrix = MATRIX_IDENTITY) -> bytes:
        """The content without the words that hide."""
        self._resources = dictionary(self._objects.of(resources))
        self._state = _State(matrix)
        out, at = bytearray(), 0
        for operator, arguments, start, end in _operators(data):
            instead = self._step(operator, arguments)
            if instead is not None:
                out += data[at:start] + instead
                at = end
        return bytes(out) + data[at:]

    def _step(self, operator: str, arguments: list[Object]) -> bytes | None:
        """Follow one operator; what stands in its place, or None where it stays as it is."""
        try:
            if operator in ("Tj", "TJ", "'", '"'):
                return self._shown(operator, arguments)
            if operator in ("BDC", "DP"):
                return self._marked(operator, arguments)
            if operator in _FOLLOWED:
                getattr(self, _FOLLOWED[operator])(*(self._objects.of(each) for each in arguments))
        except (TypeError, ValueError, IndexError) as error:  # the wrong operands: viewers pass over them
            raise CannotRewrite(operator) from error
        return None

    def _save(self) -> None:
        self._kept.append(self._state)

    def _restore(self) -> None:
        self._state = self._kept.pop() if self._kept else self._state

    def _turn(self, *matrix: float) -> None:
        self._state = replace(self._state, matrix=mult_matrix(_matrix(matrix), self._state.matrix))

    def _begin(self) -> None:
        self._text = self._line = MATRIX_IDENTITY

    def _set_spacing(self, value: float) -> None:
        self._state = replace(self._state, spacing=float(value))

    def _set_word_spacing(self, value: float) -> None:
        self._state = replace(self._state, word_spacing=float(value))

    def _set_scaling(self, value: float) -> None:
        self._state = replace(self._state, scaling=float(value) / 100)

    def _set_leading(self, value: float) -> None:
        self._state = replace(self._state, leading=float(value))

    def _set_rise(self, value: float) -> None:
        self._state = replace(self._state, rise=float(value))

    def _set_font(self, font: Object, size: float) -> None:
        fonts = dictionary(self._objects.at(self._resources, "Font"))
        reference = fonts.get(name(font))
        spec = dictionary(self._objects.of(reference))
        number_of_font = reference.objid if isinstance(reference, PDFObjRef) else None
        try:
            made = self._fonts.get_font(number_of_font, spec)
        except Exception as error:
            raise CannotRewrite("font") from error
        self._state = replace(self._state, font=made, size=float(size))

    def _set_state(self, state: Object) -> None:
        font = self._objects.at(self._resources, "ExtGState", name(state), "Font")
        if font is not None:
            raise CannotRewrite("font of a graphics state")

    def _move(self, across: float, up: float) -> None:
        self._line = self._text = mult_matrix((1, 0, 0, 1, float(across), float(up)), self._line)

    def _move_and_lead(self, across: float, up: float) -> None:
        self._set_leading(-up)
        self._move(across, up)

    def _place(self, *matrix: float) -> None:
        self._text = self._line = _matrix(matrix)

    def _next_line(self) -> None:
        self._move(0, -self._state.leading)

    def _draw(self, drawn: Object) -> None:
        """Go through a form that is drawn here."""
        reference = dictionary(self._objects.at(self._resources, "XObject")).get(name(drawn))
        form = self._objects.of(reference)
        if name(dictionary(form).get("Subtype")) != "Form":
            return
        if not isinstance(reference, PDFObjRef) or self._depth > _DEEPEST:
            raise CannotRewrite("form")
        matrix = [float(self._objects.of(each)) for each in self._objects.at(form, "Matrix") or MATRIX_IDENTITY]
        inside = Content(self._objects, self._is_hidden, self._forms, self._depth + 1)
        before = self._forms.get(reference.objid, data_of(form))
        resources = dictionary(form).get("Resources", self._resources)
        self._forms[reference.objid] = inside.without(
            before, resources, mult_matrix(_matrix(matrix), self._state.matrix)
        )

    def _marked(self, operator: str, arguments: list[Object]) -> bytes | None:
        """Marked content without what it says in place of what is drawn."""
        properties = dictionary(arguments[-1]) if arguments else {}
        said = [words(properties[key]) for key in _SAYING & properties.keys()]
        if all(len(each) <= _LONGEST_KEPT for each in said):
            return None
        return b"/Span BMC" if operator == "BDC" else b""

    def _shown(self, operator: str, arguments: list[Object]) -> bytes | None:
        """The words of a showing operator, without those that hide; None where all stay."""
        before = b""
        if operator == '"':
            self._set_word_spacing(arguments[0])
            self._set_spacing(arguments[1])
            before = number(float(arguments[0])) + b" Tw " + number(float(arguments[1])) + b" Tc "
        if operator in ("'", '"'):
            self._next_line()
            before += b"T* "
        listed = arguments[-1] if operator == "TJ" else [arguments[-1]]
        pieces = list(self._pieces(listed))
        if not any(each.hidden for each in pieces):
            return None
        return before + b"[" + b" ".join(_gathered(pieces)) + b"] TJ"

    def _pieces(self, listed: list[Object]) -> Iterator[_Piece]:
        state = self._state
        if state.font is None or state.font.is_vertical():
            raise CannotRewrite("font")
        for each in listed:
            if isinstance(each, int | float):
                self._advance(-each / 1000 * state.size * state.scaling)
                yield _Piece(move=float(each))
            elif isinstance(each, bytes):
                yield from self._letters(each)

    def _letters(self, said: bytes) -> Iterator[_Piece]:
        state = self._state
        codes = list(state.font.decode(said))
        length = len(said) // max(1, len(codes))
        if length * len(codes) != len(said) or length not in (1, 2):
            raise CannotRewrite("codes of several lengths")
        for at, code in enumerate(codes):
            letter = said[at * length : (at + 1) * length]
            x, y = apply_matrix_pt(mult_matrix(self._text, state.matrix), (0, state.rise))
            width = state.font.char_width(code) * state.size + state.spacing
            width += state.word_spacing if letter == b" " else 0
            hidden = self._is_hidden(x, y, _letter_of(state.font, code))
            yield _Piece(letter, -width * 1000 / state.size if state.size else 0.0, hidden)
            self._advance(width * state.scaling)

    def _advance(self, across: float) -> None:
        self._text = mult_matrix((1, 0, 0, 1, across, 0), self._text)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A letter with how far it moves what follows, or a move alone, in thousandths as TJ counts them."""

    letter: bytes = b""
    move: float = 0.0
    hidden: bool = False


def _gathered(pieces: list[_Piece]) -> Iterator[bytes]:
    """The pieces as TJ writes them: letters that are seen as strings, those that hide as the room they took."""
    shown, moved = b"", 0.0
    for each in pieces:
        if each.letter and not each.hidden:
            if moved:
                yield number(moved)
                moved = 0.0
            shown += each.letter
            continue
        if shown:
            yield b"<%s>" % shown.hex().encode()
            shown = b""
        moved += each.move
    if shown:
        yield b"<%s>" % shown.hex().encode()
    if moved:
        yield number(moved)


_FOLLOWED = {
    "q": "_save",
    "Q": "_restore",
    "cm": "_turn",
    "BT": "_begin",
    "Tc": "_set_spacing",
    "Tw": "_set_word_spacing",
    "Tz": "_set_scaling",
    "TL": "_set_leading",
    "Ts": "_set_rise",
    "Tf": "_set_font",
    "gs": "_set_state",
    "Td": "_move",
    "TD": "_move_and_lead",
    "Tm": "_place",
    "T*": "_next_line",
    "Do": "_draw",
}


def said_instead(data: bytes) -> Iterator[str]:
    """What content says in place of what it draws (ActualText), as far as it can be read."""
    if b"ActualText" not in data:
        return
    try:
        for operator, arguments, _, _ in _operators(data):
            if operator in ("BDC", "DP") and arguments:
                yield words(dictionary(arguments[-1]).get("ActualText"))
    except CannotRewrite:
        return


def _operators(data: bytes) -> Iterator[tuple[str, list[Object], int, int]]:
    """Every operator with its operands, and where both stand together."""
    try:
        parser = PDFContentParser([PDFStream({}, data)])
        arguments, start = list[Object](), -1
        while True:
            try:
                at, token = parser.nextobject()
            except PSEOF:
                return
            if isinstance(token, PSKeyword):
                said = token.name if isinstance(token.name, bytes) else str(token.name).encode("latin-1")
                yield said.decode("latin-1"), arguments, start if arguments else at, at + len(said)
                arguments, start = [], -1
            else:
                start = at if not arguments else start
                arguments.append(token)
    except Exception as error:
        raise CannotRewrite("content") from error


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(each) for each in values)
    return a, b, c, d, e, f


def _letter_of(font: Any, code: int) -> str:
    """What a code stands for; nothing where the font doesn't say."""
    try:
        return str(font.to_unichr(code))
    except (PDFUnicodeNotDefined, KeyError):
        return ""
