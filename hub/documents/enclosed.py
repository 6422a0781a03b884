"""Files inside a PDF: a portfolio's letters, what a form brings with it."""

from __future__ import annotations

from hub.documents.document import CannotRead

MOST_FILES = 100
MOST_BYTES = 60_000_000


def embedded_files(data: bytes) -> list[tuple[str, bytes]]:
    """Each embedded file's name and bytes; none for what is no PDF, can't be opened, or holds too much."""
    if b"%PDF-" not in data[:1024]:
        return []
    import pypdfium2

    from hub.documents.pdf_file import ONE_AT_A_TIME, open_pdf

    found: list[tuple[str, bytes]] = []
    with ONE_AT_A_TIME:
        try:
            pdf = open_pdf(data)
        except CannotRead:
            return []
        try:
            for index in range(min(pdf.count_attachments(), MOST_FILES)):
                one = pdf.get_attachment(index)
                found.append((str(one.get_name()), bytes(one.get_data())))
                if sum(len(content) for _, content in found) > MOST_BYTES:
                    break
        except (pypdfium2.PdfiumError, ValueError):
            pass  # a damaged list of files: those before it are still worth reading
        finally:
            pdf.close()
    return found
