"""Answers for tests: how often each mark was given on which scale."""

from __future__ import annotations

from typing import Any


def answers(
    kind: str, marks: dict[float | None, int], *, scale: tuple[int | None, int | None], **more: Any
) -> list[dict[str, Any]]:
    """One row per answer: `marks` says how often each mark was given (None: skipped)."""
    given = [mark for mark, times in marks.items() for _ in range(times)]
    prefix = "-".join(str(v) for v in (kind, *scale, *more.values()))
    return [
        {"survey_id": "s", "response_id": f"{prefix}-{i}", "question_id": kind, "kind": kind,
         "answer_date": "2026-05-10", "score": mark, "scale_min": scale[0], "scale_max": scale[1],
         "no_answer": "skipped" if mark is None else None} | more
        for i, mark in enumerate(given)
    ]  # fmt: skip


def keys(answer: Any) -> set[str]:
    """The caveats of an answer."""
    return {c.key for c in answer.caveats}
