"""How a study begun from a folder tells itself: what each file is taken as and why, what is missing, what to type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from circles.answers.begun_study import BegunStudy
from circles.document import Document, Head, Section, Table, document_of, lines_section, sentence_section
from circles.phrases import phrase

if TYPE_CHECKING:
    from circles.phrases import Words


@document_of.register(BegunStudy)
def _document(begun: BegunStudy) -> Document:
    written = phrase("init.written", study=str(begun.study_file), template=str(begun.template))
    passed = [(files, phrase("init.role_none"), reason) for files, reason in begun.passed]
    return Document(
        lang=begun.lang,
        sections=(
            Section(
                name="files",
                table=Table(
                    heads=tuple(Head(phrase(f"init.head_{name}")) for name in ("file", "role", "why")),
                    rows=(*begun.taken, *passed),
                ),
            ),
            lines_section("to_decide", begun.to_decide),
            lines_section("missing", begun.missing),
            sentence_section(written),
            lines_section("next", [*_commands("init.next", begun.commands), *_commands("init.later", begun.later)]),
        ),
        facts={
            "study_file": str(begun.study_file),
            "template": str(begun.template),
            "taken": [{"file": file, "role": role, "why": why} for file, role, why in begun.taken],
            "passed": [{"files": files, "why": reason} for files, reason in begun.passed],
            "to_decide": begun.to_decide,
            "missing": begun.missing,
            "commands": begun.commands,
            "later": begun.later,
        },
    )


def _commands(heading: str, commands: tuple[str, ...]) -> list[Words]:
    return [phrase(heading), *(f"  {command}" for command in commands)] if commands else []
