"""The summary of an import as a person reads it."""

from __future__ import annotations

from kundig.glossary.sentences import text
from kundig.intake.quarantine import told_reason
from kundig.intake.result import ImportResult


def told(result: ImportResult, lang: str) -> str:
    """A few lines: what came in, what is remarkable, what was set aside, how to undo it."""

    def say(key: str, **values: object) -> str:
        return text(f"intake.{key}", lang, **values)

    def number(n: int) -> str:
        return f"{n:,}".replace(",", ".") if lang == "de" else f"{n:,}"

    def listed(prefix: str, counts: dict[str, int]) -> str:
        return ", ".join(f"{number(n)} {say(f'{prefix}_{key}')}" for key, n in counts.items())

    if result.passed_over is not None:
        return say("summary_passed_over", file=result.file, why=result.passed_over)
    lines = [say("summary_head", file=result.file, table=result.table, mapping=result.mapping)]
    lines.append(
        "  "
        + say(
            "summary_rows",
            read=number(result.read),
            taken=number(result.taken),
            new_versions=number(result.new_versions),
            unchanged=number(result.unchanged),
            refused=number(result.refused),
        )
    )
    if result.facts:
        lines.append("  " + say("summary_facts", facts=listed("fact", result.facts)))
    if result.remarks:
        lines.append("  " + say("summary_remarks", remarks=listed("remark", result.remarks)))
    back = sum(result.tables.get("returns", {}).values()) if result.table != "returns" else 0
    if back:
        lines.append("  " + say("summary_returns", n=number(back)))
    if result.refused:
        reasons = ", ".join(
            f"{number(n)} {told_reason(key, lang)}" for key, n in result.reasons.items()
        )
        lines.append("  " + say("summary_refused", reasons=reasons, path=result.quarantine or "–"))
    if result.forgotten:
        key = "summary_forgotten_one" if result.forgotten == 1 else "summary_forgotten"
        lines.append("  " + say(key, n=number(result.forgotten)))
    lines += [f"  {note}" for note in result.notes]
    if result.dry_run:
        lines.append("  " + say("summary_dry"))
    elif result.import_id is None:
        lines.append("  " + say("summary_same", version=result.version))
    else:
        lines.append(
            "  "
            + say(
                "summary_published",
                version=result.version,
                seconds=f"{result.seconds:.1f}".replace(".", "," if lang == "de" else "."),
                rate=number(result.rows_per_second),
                id=result.import_id,
            )
        )
    return "\n".join(lines)
