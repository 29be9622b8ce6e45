"""The formats that a document can be handed over in, each registered by one line; and files written whole or not at all."""

import contextlib
import io
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.document import Document
from briefing.language import mark

PAPERS = ("a4", "letter")
Files = dict[str, bytes]  # file name → content


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a reader may choose besides the format."""

    paper: str = "a4"  # one of PAPERS; of PDF and DOCX
    with_hxl: bool = False  # a row of HXL hashtags in CSV

    def __post_init__(self) -> None:
        if self.paper not in PAPERS:
            raise ValueError(f"paper must be one of {', '.join(PAPERS)}, got {self.paper!r}")


@dataclass(frozen=True, kw_only=True)
class Format:
    """A format: its name for readers, what a browser is told of it, and what makes the files of a document."""

    title: str
    media_type: str
    make: Callable[[Document, Choices], Files]


def _pdf(document: Document, choices: Choices) -> Files:
    from briefing.render_pdf import render_pdf

    return {f"{document.file_name}.pdf": render_pdf(document, paper=choices.paper)}


def _docx(document: Document, choices: Choices) -> Files:
    from briefing import render_docx, render_picture

    pictures = render_picture.bare_pictures(document)
    return {f"{document.file_name}.docx": render_docx.render(document, pictures, paper=choices.paper)}


def _pptx(document: Document, _choices: Choices) -> Files:
    from briefing import render_pptx

    return {f"{document.file_name}.pptx": render_pptx.render(document)}


def _xlsx(document: Document, _choices: Choices) -> Files:
    from briefing import render_xlsx

    return {f"{document.file_name}.xlsx": render_xlsx.render(document)}


def _csv(document: Document, choices: Choices) -> Files:
    from briefing import render_csv

    return render_csv.files(document, with_hxl=choices.with_hxl)


def _png(document: Document, _choices: Choices) -> Files:
    from briefing import render_picture

    return render_picture.png_files(document)


def _svg(document: Document, _choices: Choices) -> Files:
    from briefing import render_picture

    return render_picture.svg_files(document)


OFFICE = "application/vnd.openxmlformats-officedocument."
FORMATS = {  # the libraries behind a format are imported when it is first asked for
    "pdf": Format(title=mark("PDF, for printing"), media_type="application/pdf", make=_pdf),
    "docx": Format(title=mark("Word document"), media_type=f"{OFFICE}wordprocessingml.document", make=_docx),
    "pptx": Format(title=mark("Slides"), media_type=f"{OFFICE}presentationml.presentation", make=_pptx),
    "xlsx": Format(title=mark("Workbook"), media_type=f"{OFFICE}spreadsheetml.sheet", make=_xlsx),
    "csv": Format(title=mark("CSV tables"), media_type="text/csv", make=_csv),
    "png": Format(title=mark("Charts as PNG"), media_type="image/png", make=_png),
    "svg": Format(title=mark("Charts as SVG"), media_type="image/svg+xml", make=_svg),
}


def make(document: Document, name: str, choices: Choices) -> Files:
    """The files of a document in a format. Raises KeyError for a format that is none of FORMATS."""
    return FORMATS[name].make(document, choices)


def make_one(document: Document, name: str) -> bytes:
    """The one file of a document in a format that makes no more than one, with what a reader may choose as it is."""
    (content,) = make(document, name, Choices()).values()
    return content


def as_one(files: Mapping[str, bytes], *, name: str) -> tuple[str, bytes]:
    """Name and content of the one file to hand over: the file itself, or `name`.zip with all of several."""
    if len(files) == 1:
        return next(iter(files.items()))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(files):
            archive.writestr(zipfile.ZipInfo(file, (2026, 1, 1, 0, 0, 0)), files[file], zipfile.ZIP_DEFLATED)
    return f"{name}.zip", packed.getvalue()


def write(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write all files to a folder, each whole under its name or, if one cannot be written, none of them.

    Raises OSError if the folder cannot be written.
    """
    made: list[tuple[Path, Path]] = []
    try:
        for name, content in files.items():
            handle, hidden = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
            made.append((Path(hidden), folder / name))
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(hidden).chmod(0o644)
        for hidden_path, path in made:
            hidden_path.replace(path)
    finally:
        for hidden_path, _path in made:
            with contextlib.suppress(OSError):
                hidden_path.unlink(missing_ok=True)
    return [path for _hidden, path in made]
