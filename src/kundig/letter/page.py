"""The letter as one HTML file: no script, nothing from outside, light and dark, for print, too."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from html import escape
from importlib import resources

from kundig.letter.model import Call, Case, Due, Figure, Letter, Outcome, Pack, Voice


def page(letter: Letter) -> str:
    """The whole file; everything that is not markup of this module is escaped."""
    labels = letter.labels
    parts = [_header(letter)]
    if letter.begin:
        parts.append(_section(labels["begin"], "".join(_p(b) for b in letter.begin)))
    else:
        parts += [_voice(letter), _outcome(letter.outcome, labels["outcome"])]
        parts.append(_promises(letter))
        if letter.calls:
            calls = "".join(_call(c, letter) for c in letter.calls)
            parts.append(_section(labels["calls"], f'<ol class="calls">{calls}</ol>'))
        parts.append(_figures(letter))
        if letter.branches:
            parts.append(_section(labels["branches"], _p(letter.branches)))
        if letter.wrong:
            parts.append(_section(labels["wrong"], _list(letter.wrong), "wrong"))
        if letter.question:
            parts.append(
                f'<section class="question"><h2>{escape(labels["question"])}</h2>'
                f"{_p(letter.question)}</section>"
            )
    if letter.pack is not None:
        parts.append(_pack(letter.pack, letter))
    title = escape(f"{letter.title}, {letter.month} · {letter.company}")
    return (
        f'<!doctype html>\n<html lang="{escape(letter.lang)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f'<meta name="referrer" content="no-referrer">\n<title>{title}</title>\n'
        f"<style>\n{_css()}</style>\n</head>\n<body>\n<main>\n{chr(10).join(p for p in parts if p)}"
        "\n</main>\n</body>\n</html>\n"
    )


@cache
def _css() -> str:
    return resources.files("kundig.letter").joinpath("letter.css").read_text(encoding="utf-8")


def _p(words: str, css: str = "") -> str:
    name = f' class="{css}"' if css else ""
    return f"<p{name}>{escape(words)}</p>" if words else ""


def _bdi(words: str) -> str:
    """Words of a person: their direction of writing stays their own."""
    return f"<bdi>{escape(words)}</bdi>"


def _list(items: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(i)}</li>' for i in items)}</ul>"


def _section(title: str, inner: str, css: str = "") -> str:
    name = f' class="{css}"' if css else ""
    return f"<section{name}><h2>{escape(title)}</h2>{inner}</section>"


def _header(letter: Letter) -> str:
    return (
        f"<header><h1>{escape(letter.title)} <span>{escape(letter.month)}</span></h1>"
        f"<p>{_bdi(letter.company)} · {escape(letter.dateline)}</p></header>"
    )


def _voice(letter: Letter) -> str:
    voice: Voice | None = letter.voice
    thin = _p(letter.thin)
    if voice is None:
        return f'<section class="lead">{_p(letter.labels["no_voice"])}{thin}</section>'
    act = f' <span class="act">{escape(voice.act)}</span>' if voice.act else ""
    return (
        f'<section class="lead" aria-label="{escape(letter.labels["voice"])}">'
        f"<blockquote>{_bdi(voice.words)}</blockquote>"
        f'<p class="who">{_bdi(voice.who)}, {escape(voice.when)}</p>'
        f"<p>{escape(' '.join(voice.followed))}{act}</p>"
        f"{_why(letter, voice.why)}{thin}</section>"
    )


def _why(letter: Letter, why: str) -> str:
    return _p(f"{letter.labels['why_label']} {why}", "why") if why else ""


def _outcome(outcome: Outcome | None, title: str) -> str:
    if outcome is None:
        return ""
    return _section(
        title,
        f"<p>{_bdi(outcome.title)}. {escape(outcome.decided)}</p>"
        f"<dl><dt>{escape(outcome.before)}</dt><dd>{escape(outcome.before_value)}</dd>"
        f"<dt>{escape(outcome.since)}</dt><dd>{escape(outcome.since_value)}</dd></dl>"
        f'<p><span class="verdict">{escape(outcome.verdict)}</span> {escape(outcome.note)}</p>',
    )


def _due(due: Due) -> str:
    act = " act" if due.overdue else ""
    return (
        f'<li><span>{_bdi(due.who)}: {_bdi(due.what)}</span><span class="when{act}">'
        f'{escape(due.when)}</span><span class="why">{escape(due.why)}</span></li>'
    )


def _promises(letter: Letter) -> str:
    if not letter.promises:
        return _section(letter.labels["promises"], _p(letter.labels["no_promises"]))
    rows = "".join(_due(d) for d in letter.promises)
    more = _p(letter.promises_more, "small")
    return _section(letter.labels["promises"], f'<ul class="due">{rows}</ul>{more}')


def _call(call: Call, letter: Letter) -> str:
    asks = escape(letter.labels["asks"]) + " " if call.ask.startswith(("„", "“")) else ""
    return (
        f"<li><b>{_bdi(call.who)}</b> {_bdi(call.because)}"
        f'<p class="ask"><span class="act">{asks}</span>{_bdi(call.ask)}</p>'
        f"{_why(letter, call.why)}</li>"
    )


def _figures(letter: Letter) -> str:
    if not letter.figures:
        return ""
    rows = "".join(_figure(f) for f in letter.figures)
    note = _p(letter.labels["bar_note"], "small") if any(f.bar for f in letter.figures) else ""
    return _section(letter.labels["figures"], f'<ul class="figures">{rows}</ul>{note}')


def _figure(figure: Figure) -> str:
    trend = f" {escape(figure.trend)}" if figure.trend else ""
    return (
        f"<li><p>{escape(figure.sentence)}{trend}</p>{figure.bar}"
        f'<p class="decides"><span class="act">→</span> {escape(figure.decides)}</p></li>'
    )


def _case(case: Case) -> str:
    act = " act" if case.waits else ""
    return (
        f'<li><span>{_bdi(case.who)}: {_bdi(case.what)}</span><span class="when{act}">'
        f'{escape(case.state)}</span><span class="why">{escape(case.why)}</span></li>'
    )


def _pack(pack: Pack, letter: Letter) -> str:
    labels = letter.labels
    parts = [f"<h2>{escape(labels['pack'])}</h2>"]
    if pack.quotes:
        quotes = "".join(
            f'<li>{_bdi(q.words)} <span class="small">{escape(q.about)}</span></li>'
            for q in pack.quotes
        )
        parts.append(_section(labels["quotes"], f'<ul class="quotes">{quotes}</ul>'))
    if pack.promises:
        rows = "".join(_due(d) for d in pack.promises) + _more(pack.promises_more)
        parts.append(_section(labels["pack_promises"], f'<ul class="due">{rows}</ul>'))
    cases = "".join(_case(c) for c in pack.cases) + _more(pack.cases_more)
    inner = f'<ul class="due">{cases}</ul>' if pack.cases else _p(labels["no_cases"])
    parts.append(_section(labels["pack_cases"], inner))
    lines = "".join(_p(line) for line in pack.lines)
    parts.append(_section(labels["decide"], f'{_p(pack.proposal)}<div class="form">{lines}</div>'))
    parts.append(f"<footer>{''.join(_p(m) for m in pack.methods)}</footer>")
    return f'<article class="pack">{"".join(parts)}</article>'


def _more(words: str) -> str:
    return f'<li class="small">{escape(words)}</li>' if words else ""
