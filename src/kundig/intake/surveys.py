"""Answers to surveys: a score never stands without its scale; what is no answer says why."""

from __future__ import annotations

from dataclasses import replace

from kundig.engines.files import sql_name, sql_text
from kundig.intake.flat import Fill, Flat, select


def score(flat: Flat) -> dict[str, str]:
    """The score and, where it is missing or outside its scale, the reason."""
    score = flat.find("survey_answers", "score")
    if score is None:
        return {}
    outside = flat.remark("outside_scale")
    given = {
        "score": f"CASE WHEN {outside} THEN NULL ELSE {score} END",
        "no_answer": f"CASE WHEN {outside} THEN 'outside_scale' WHEN {score} IS NULL THEN 'skipped' END",
    }
    if flat.has("survey_answers", "no_answer"):
        given["no_answer"] = (
            f"coalesce({sql_name('survey_answers.no_answer')}, {given['no_answer']})"
        )
    return given


def wide_answers(flat: Flat, good: str) -> list[Fill]:
    """One row per person becomes one row per person and question."""
    questions = list(flat.mapping.questions.values())
    cells = []
    for i, q in enumerate(questions):
        low, high = q.scale if q.scale else ("NULL", "NULL")
        refusals = ", ".join(sql_text(v) for v in q.no_answer if v) or "NULL"
        cells.append(
            "{'i': "
            + str(i)
            + f", 'question_id': {sql_text(q.question_id)}, 'kind': {sql_text(q.kind)}, "
            f"'low': {low}::DOUBLE, 'high': {high}::DOUBLE, "
            f"'declined': coalesce({sql_name(f'question.{i}')} IN ({refusals}), false), "
            f"'cell': {sql_name(f'question.{i}')}}}"
        )
    inner = f"(SELECT *, unnest([{', '.join(cells)}]) AS q {good})"
    cell = "CASE WHEN q.declined THEN NULL ELSE q.cell END"
    number = f"TRY_CAST(replace({cell}, ',', '.') AS DECIMAL(18, 4))"
    solved = f"CASE lower({cell}) WHEN 'ja' THEN 1 WHEN 'yes' THEN 1 WHEN '1' THEN 1 WHEN 'nein' THEN 0 WHEN 'no' THEN 0 WHEN '0' THEN 0 END"
    value = f"CASE q.kind WHEN 'text' THEN NULL WHEN 'choice' THEN NULL WHEN 'solved' THEN {solved} ELSE {number} END"
    fits = f"({value} BETWEEN coalesce(q.low, {value}) AND coalesce(q.high, {value}))"
    given = {
        "question_id": "q.question_id",
        "kind": "q.kind",
        "score": f"CASE WHEN {fits} THEN {value} END",
        "scale_min": "CASE WHEN q.kind = 'solved' THEN 0 ELSE q.low END",
        "scale_max": "CASE WHEN q.kind = 'solved' THEN 1 ELSE q.high END",
        "choice": f"CASE WHEN q.kind = 'choice' THEN {cell} END",
        "no_answer": f"CASE WHEN q.declined THEN 'no_opinion' WHEN {cell} IS NULL THEN 'skipped' "
        f"WHEN q.kind IN ('text', 'choice') THEN NULL WHEN {value} IS NULL OR NOT {fits} THEN 'outside_scale' END",
    }
    source = f"FROM {inner} WHERE true"
    answers = replace(select(flat, source, "survey_answers", given), several=True)
    result = [answers]
    if any(q.kind == "text" for q in questions):
        words = {
            "about_table": "'survey_answers'", "about_id": flat.find("survey_answers", "response_id") or "NULL",
            "field": "q.question_id", "text": cell,
            "written_at": flat.find("survey_answers", "answered_at") or "NULL",
            "text_date": flat.find("survey_answers", "answer_date") or "NULL",
        }  # fmt: skip
        result.append(
            select(
                flat,
                source,
                "texts",
                words,
                primary=False,
                where=f"q.kind = 'text' AND {cell} IS NOT NULL",
            )
        )
    return result
