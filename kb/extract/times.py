"""Time expressions (TIMEX3) and their values, resolved against the day of publication."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from kb.extract.calendar import MONTHS, SEASONS, WEEKDAYS, day_of
from kb.language import Sentence
from kb.records import DateBasis, Span, TimeExpression

_MONTH = "|".join(sorted((m.capitalize() for m in MONTHS), key=len, reverse=True))
_WEEKDAY = "|".join(d.capitalize() for d in WEEKDAYS)
_NUMBER = {w: n for n, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve".split())}  # fmt: skip
_COUNT = r"(?P<n>\d{1,3}|an?|" + "|".join(list(_NUMBER)[1:]) + r"|a few|several)"
_PART = r"(?:\s+(?P<part>morning|afternoon|evening|night))?"

_FORMS: list[tuple[str, re.Pattern[str]]] = [
    (name, re.compile(pattern, flags))
    for name, pattern, flags in [
        ("iso", r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b", 0),
        ("day_month", rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?\s+(?P<month>{_MONTH})\b\.?"
                      r"(?:,?\s+(?P<y>\d{4})\b)?", 0),
        ("month_day", rf"\b(?P<month>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s*[:.]\d)"
                      r"(?:,?\s+(?P<y>\d{4})\b)?", 0),
        ("month_year", rf"\b(?P<month>{_MONTH})\b\.?,?\s+(?:of\s+)?(?P<y>(?:19|20)\d\d)\b", 0),
        ("weekday", rf"\b(?:(?P<rel>[Ll]ast|[Nn]ext|[Tt]his|[Cc]oming)\s+)?(?P<day>{_WEEKDAY})\b{_PART}", 0),
        ("day_word", r"\b(?P<word>the day before yesterday|the day after tomorrow|today|yesterday|"
                     r"tomorrow|tonight|last night|overnight|this (?:morning|afternoon|evening))\b", re.I),
        ("unit", r"\b(?P<rel>last|next|this|coming|past)\s+(?P<unit>week(?!-?end)|weekend|month|year|"
                 r"spring|summer|autumn|winter)\b", re.I),
        ("earlier_unit", r"\b(?:earlier|later) (?P<rel>this|in the) (?P<unit>week|month|year)\b", re.I),
        ("ago", rf"\b{_COUNT}\s+(?P<unit>day|week|month|year)s?\s+"
                r"(?P<rel>ago|earlier|before|later|afterwards)\b", re.I),
        ("in", rf"\b(?P<rel>in|within)\s+(?:the\s+(?:next|coming)\s+)?{_COUNT}\s+"
               r"(?P<unit>day|week|month|year)s?(?:'\s+time)?\b", re.I),
        ("month", rf"\b(?P<lead>[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ll]ast|[Nn]ext|[Ee]arly|[Ll]ate|[Mm]id-|of)\s*"
                  rf"(?P<month>{_MONTH})\b", 0),
        ("year", r"\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ff]rom|of|early|late)\s+"
                 r"(?P<y>(?:19|20)\d\d)\b(?!-)", 0),
        ("duration", rf"\b(?:for|lasted|of)\s+{_COUNT}\s+"
                     r"(?P<unit>day|week|month|year|hour|minute)s?\b", re.I),
    ]
]  # fmt: skip
#: What a form cannot do without: most sentences have none of it, so most forms need not be tried.
_SIGNS = {
    "digit": re.compile(r"\d"),
    "month": re.compile(_MONTH),
    "weekday": re.compile(_WEEKDAY),
    "word": re.compile(r"day|night|tomorrow|morning|afternoon|evening", re.IGNORECASE),
    "unit": re.compile(r"week|month|year|day|hour|minute|spring|summer|autumn|winter", re.IGNORECASE),
}
_NEEDS = {
    "iso": "digit", "day_month": "month", "month_day": "month", "month_year": "month",
    "weekday": "weekday", "day_word": "word", "unit": "unit", "earlier_unit": "unit", "ago": "unit",
    "in": "unit", "month": "month", "year": "digit", "duration": "unit",
}  # fmt: skip
_FUTURE = re.compile(
    r"\b(will|shall|is to|are to|is due|are due|due to|would|plans? to|planned|planning|scheduled|expected|"
    r"intends?|set to|next|tomorrow|to be held|upcoming|agreed to|meant to)\b", re.IGNORECASE,
)  # fmt: skip
#: A verb in the past right before the day ("announced on Wednesday"), whatever came before it.
_PAST = re.compile(
    r"(?P<before>\w+)\W+(?:\w+ed|said|told|met|held|spoke|wrote|began|left|went|came|took|gave|made|sent)"
    r"(?:\s+(?:reporters|journalists|late|early|there|again|him|her|them))*\s+(?:on\s+)?$", re.IGNORECASE,
)  # fmt: skip
_GOVERNED = frozenset("be is are been being to will would".split())
_TRIMMED = re.compile(r"^(?:for|lasted|of|in|since|until|by|from|early|late|mid-)\s*", re.IGNORECASE)


def extract_times(
    text: str, sentences: Sequence[Sentence], published: str | None
) -> tuple[TimeExpression, ...]:
    """The time expressions of the text, in order. Without a publication day only explicit ones have a
    date as value; the others are left out rather than guessed."""
    anchor = day_of(published)
    found: list[TimeExpression] = []
    for sentence in sentences:
        found.extend(_in_sentence(text, sentence.span, anchor))
    return tuple(found)


def _in_sentence(text: str, span: Span, anchor: date | None) -> Iterator[TimeExpression]:
    taken: list[Span] = []
    hits = []
    signs = {sign for sign, pattern in _SIGNS.items() if pattern.search(text, span.start, span.end)}
    for name, pattern in _FORMS:
        if _NEEDS[name] not in signs:
            continue
        for match in pattern.finditer(text, span.start, span.end):
            where = Span(*match.span())
            if any(where.overlaps(other) for other in taken):
                continue
            taken.append(where)
            hits.append((where, name, match))
    for where, name, match in sorted(hits, key=lambda h: h[0]):
        future = _is_ahead(text[max(span.start, where.start - 70) : where.start])
        resolved = _value(name, match, anchor, future)
        if resolved:
            kind, value, basis = resolved
            if name in ("month", "year", "duration") and (lead := _TRIMMED.match(match.group())):
                where = Span(where.start + lead.end(), where.end)
            yield TimeExpression(where, kind, value, basis)  # type: ignore[arg-type]


def _is_ahead(before: str) -> bool:
    """True if the words before a time expression speak of what is to come."""
    past = _PAST.search(before)
    if past and past["before"].lower() not in _GOVERNED:
        return False
    return bool(_FUTURE.search(before))


def _value(
    name: str, match: re.Match[str], anchor: date | None, future: bool
) -> tuple[str, str, DateBasis] | None:
    """(TIMEX3 type, value, basis), or None where the text gives no ground for a value."""
    group = match.groupdict()
    if name in ("iso", "day_month", "month_day"):
        return _full_date(group, anchor)
    if name == "month_year":
        return "DATE", f"{group['y']}-{MONTHS[_month(group)]:02}", "explicit"
    if name == "year":
        return "DATE", group["y"] or "", "explicit"
    if name == "duration":
        return "DURATION", f"P{'T' if group['unit'] in ('hour', 'minute') else ''}" \
                           f"{_count(group['n']) or 'X'}{group['unit'][0].upper()}", "explicit"  # fmt: skip
    if anchor is None:
        return None
    value = _RELATIVE[name](group, anchor, future)
    return ("TIME" if "T" in value else "DATE", value, "relative") if value else None


def _month(group: dict[str, str | None]) -> str:
    return (group["month"] or "").lower()


def _full_date(group: dict[str, str | None], anchor: date | None) -> tuple[str, str, DateBasis] | None:
    month = int(group["m"] or 0) if group.get("m") else MONTHS[_month(group)]
    day = int(group["d"] or 0)
    if group.get("y"):
        return _real(int(group["y"] or 0), month, day, "explicit")
    if anchor is None:
        return None
    # The year is the one that brings the day nearest to publication: "December 20" read in January.
    years = (anchor.year - 1, anchor.year, anchor.year + 1)
    days = [d for y in years if (d := _date(y, month, day))]
    if not days:
        return None
    nearest = min(days, key=lambda d: (abs((d - anchor).days), d))
    return "DATE", nearest.isoformat(), "explicit"


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _real(year: int, month: int, day: int, basis: DateBasis) -> tuple[str, str, DateBasis] | None:
    found = _date(year, month, day)
    return ("DATE", found.isoformat(), basis) if found else None


def _count(word: str | None) -> int | None:
    word = (word or "").lower()
    if word.isdigit():
        return int(word)
    return 1 if word in ("a", "an") else _NUMBER.get(word)


def _weekday(group: dict[str, str | None], anchor: date, future: bool) -> str:
    target = WEEKDAYS[(group["day"] or "").lower()]
    rel = (group["rel"] or "").lower()
    ahead = (target - anchor.weekday()) % 7
    back = (anchor.weekday() - target) % 7
    if rel in ("next", "coming") or (future and rel != "last"):
        day = anchor + timedelta(days=ahead or (7 if rel == "next" else 0))
    else:
        day = anchor - timedelta(days=back or (7 if rel == "last" else 0))
    part = {"morning": "TMO", "afternoon": "TAF", "evening": "TEV", "night": "TNI"}
    return day.isoformat() + part.get(group.get("part") or "", "")


def _day_word(group: dict[str, str | None], anchor: date, future: bool) -> str:
    word = (group["word"] or "").lower()
    if word == "overnight":
        return f"{anchor - timedelta(days=1)}/{anchor}"
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2,
             "the day after tomorrow": 2}.get(word, 0)  # fmt: skip
    part = {"last night": "TNI", "tonight": "TNI", "this morning": "TMO", "this afternoon": "TAF",
            "this evening": "TEV"}.get(word, "")  # fmt: skip
    return (anchor + timedelta(days=shift)).isoformat() + part


def _unit(group: dict[str, str | None], anchor: date, future: bool) -> str | None:
    rel, unit = (group["rel"] or "").lower(), (group["unit"] or "").lower()
    shift = {"last": -1, "past": -1, "next": 1, "coming": 1}.get(rel, 0)
    if unit in ("week", "weekend"):
        if unit == "weekend" and rel == "this":
            shift = 0 if future or anchor.weekday() >= 5 else -1
        if unit == "weekend" and rel in ("last", "past") and anchor.weekday() == 6:
            shift = 0
        year, week, _ = (anchor + timedelta(weeks=shift)).isocalendar()
        return f"{year}-W{week:02}" + ("-WE" if unit == "weekend" else "")
    if unit == "month":
        return (anchor + relativedelta(months=shift)).isoformat()[:7]
    if unit == "year":
        return str(anchor.year + shift)
    code, _, begins = SEASONS[unit]
    year = anchor.year + (shift if shift else 0)
    if rel in ("last", "past") and anchor.month >= begins + 3:
        year = anchor.year
    return f"{year}-{code}"


def _ago(group: dict[str, str | None], anchor: date, future: bool) -> str | None:
    n, unit, rel = _count(group["n"]), (group["unit"] or "").lower(), (group["rel"] or "").lower()
    if n is None or rel != "ago":
        return None  # "two days earlier" counts from another event: not resolved here
    return _shifted(anchor, -n, unit)


def _in(group: dict[str, str | None], anchor: date, future: bool) -> str | None:
    n, unit = _count(group["n"]), (group["unit"] or "").lower()
    if n is None:
        return None
    if (group["rel"] or "").lower() == "within":
        end = anchor + relativedelta(**{f"{unit}s": n})  # type: ignore[arg-type]
        return f"{anchor}/{end}"
    return _shifted(anchor, n, unit) if future else None


def _shifted(anchor: date, n: int, unit: str) -> str:
    day = anchor + relativedelta(**{f"{unit}s": n})  # type: ignore[arg-type]
    if unit == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}" if n % 1 else day.isoformat()
    return day.isoformat()[: {"day": 10, "month": 7, "year": 4}[unit]]


def _month_alone(group: dict[str, str | None], anchor: date, future: bool) -> str:
    month, lead = MONTHS[_month(group)], (group["lead"] or "").lower()
    year = anchor.year
    # "the end of August" read in July lies ahead; a month far ahead told without a future is past.
    far_ahead = month > anchor.month + 3
    if lead == "last" or (not future and far_ahead and lead not in ("next", "until", "by")):
        year -= month >= anchor.month
    elif (future or lead in ("next", "until", "by")) and month < anchor.month:
        year += 1
    value = f"{year}-{month:02}"
    return f"{value}/.." if lead == "since" else value


_RELATIVE = {
    "weekday": _weekday,
    "day_word": _day_word,
    "unit": _unit,
    "earlier_unit": _unit,
    "ago": _ago,
    "in": _in,
    "month": _month_alone,
}
