"""What every answer can do: tell itself."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from circles.document import Document, document_of
from circles.errors import expect_language
from circles.notebook import html_of
from circles.phrases import text_of
from circles.plain_values import plain_values
from circles.records import Record

if TYPE_CHECKING:
    from pathlib import Path


class Answer(Record):
    """An answer that tells itself as a document (:func:`circles.document.document_of`)."""

    def document(self) -> Document:
        """Return all that the answer tells, in no language yet."""
        return document_of(self)

    def sentence(self, lang: str | None = None) -> str:
        """Return the answer in one sentence, in its own language or in `lang`."""
        expect_language(lang)
        document = document_of(self)
        return text_of(document.sentence, lang or document.lang)

    def summary(self) -> dict[str, Any]:
        """Return the answer as plain values, ready for JSON; the same input gives the same summary."""
        summary: dict[str, Any] = plain_values(document_of(self).facts)
        return summary

    def _repr_html_(self) -> str:
        return html_of(document_of(self))


class DrawnAnswer(Answer):
    """An answer that has a map and a folder of files.

    Answers know nothing of how they are published: the two verbs ask the public face by name, which loads it then.
    """

    _writer = "write_plan"

    def save(self, folder: str | Path, **options: Any) -> Any:
        """Write the map, the tables and the summary to a folder: ``circles.write_plan`` or ``write_siting``."""
        return getattr(import_module("circles"), self._writer)(self, folder, **options)

    def explore(self, **options: Any) -> Any:
        """Return the map, to be looked at in a notebook or given further layers: ``circles.show``."""
        return import_module("circles").show(self, **options)
