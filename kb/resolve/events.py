"""Reports to events: which reports of one article tell of the same event, and an event's key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from kb.records import STORY, Actor, Article, EventReport, Office, digest, slug
from kb.resolve.cast import Cast
from kb.vocabulary import vocabulary


def cluster(article: Article, reports: Sequence[EventReport], cast: Cast) -> list[EventReport]:
    """Number the reports by event, and leave out headlines whose event the body does not tell.

    Two reports are one event if they have the type and an actor in common and no date against it;
    inside the body their triggers must be of the same word as well.
    """
    story = [r for r in reports if _kind(article, r) in STORY]
    short = [r for r in reports if _kind(article, r) not in STORY]
    kept: list[EventReport] = []
    for report in story:
        same = next((k for k in kept if _is_again(article, cast, k, report)), None)
        kept.append(replace(report, cluster=same.cluster if same else len(kept)))
    for report in short:
        same = next((k for k in kept if _same(cast, k, report) and _is_shorter(cast, report, k)), None)
        if same:
            kept.append(replace(report, cluster=same.cluster))
        elif _kind(article, report) == "key_point":
            kept.append(replace(report, cluster=len(kept)))
    return sorted(kept, key=lambda r: r.span)


def _is_again(article: Article, cast: Cast, one: EventReport, other: EventReport) -> bool:
    if one.type == other.type and one.status == other.status and one.span.overlaps(other.span):
        return True  # two words of one clause for one act: "dispatched ... the mission"
    if not _same(cast, one, other):
        return False
    # Two sides that meet are one meeting however it is called, unless one is over and one to come.
    both = states(cast, one)
    alike = one.type == "CONSULT" and len(both) > 1 and both == states(cast, other)
    return _same_word(article, one, other) or (alike and _is_over(one) == _is_over(other))


def _is_shorter(cast: Cast, headline: EventReport, story: EventReport) -> bool:
    """A headline leaves actors out; one that names more than the story tells of something else."""
    return states(cast, headline) <= states(cast, story)


def _is_over(report: EventReport) -> bool:
    return report.status in ("occurred", "ongoing")


def _kind(article: Article, report: EventReport) -> str:
    at = report.trigger.start
    return next((p.kind for p in article.passages if p.start <= at < p.end), "body")


def _same_word(article: Article, one: EventReport, other: EventReport) -> bool:
    words = [article.text[r.trigger.start : r.trigger.end].lower()[:5] for r in (one, other)]
    return words[0] == words[1]


def _same(cast: Cast, one: EventReport, other: EventReport) -> bool:
    if one.type != other.type:
        return False
    dated = one.date and other.date and "publication" not in (one.date_basis, other.date_basis)
    if dated and one.date != other.date:
        return False
    a, b = states(cast, one), states(cast, other)
    return (a <= b or b <= a) if a and b else not (a or b)


def states(cast: Cast, report: EventReport) -> frozenset[str]:
    """The report's actors as sides."""
    found = (cast.actors.get(r.actor) or cast.known.actors.get(r.actor) for r in report.actors if r.actor)
    return frozenset(side(a, report.type, cast.article.published) for a in found if a)


#: Offices whose holders are more than their state's delegation when they meet somebody.
_LEADERS = frozenset(
    ("president", "prime minister", "chancellor", "monarch", "crown prince", "supreme leader")
)


def side(actor: Actor, type_: str, day: str | None) -> str:
    """Who an actor is where events are compared: an office-holder, a ministry and the state are one.

    But a meeting or call of leaders is not the talks of their delegations on the same day: there the leader
    is the side. A person whom no list knows may turn out to be somebody else later on; the name stays.
    """
    if type_ == "CONSULT" and any(_leads(office, day) for office in actor.offices):
        return actor.id
    return actor.country or slug(actor.name)


def _leads(office: Office, day: str | None) -> bool:
    over = vocabulary().actors.get(office.organisation)
    if office.office not in _LEADERS or over is None or over.type != "country":
        return False
    return not day or (office.start or "") <= day[:10] <= (office.end or "9999") + "~"


def event_key(report: EventReport, actors: Iterable[str]) -> str | None:
    """What reports of one event in different articles have in common: type, day and states.

    None where that is too little to call two reports one event.
    """
    who = sorted(set(actors))
    if not report.date or len(report.date) != 10 or not who:
        return None
    return digest("|".join([report.type, report.date, *who]), 24)


def event_title(evidence: str, trigger: str, actors: Sequence[str], place: str | None) -> str:
    """A readable name made of the evidence's own words: "Russia, Ukraine: negotiations (Istanbul)".

    Where nobody is named the trigger alone says little, so the evidence itself is the title.
    """
    if actors:
        what = f"{', '.join(actors[:4])}{' and others' if len(actors) > 4 else ''}: {trigger}"
    else:
        words = " ".join(evidence.split())
        what = words if len(words) <= 80 else words[:79].rsplit(" ", 1)[0] + " …"
        what = what[:1].upper() + what[1:]
    return f"{what} ({place})" if place else what
