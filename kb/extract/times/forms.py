"""The forms that time expressions take in English news, as patterns: earlier ones win over later ones."""

from __future__ import annotations

import re

from kb.extract.calendar import MONTHS, WEEKDAYS

_MONTH = "|".join(sorted((m.capitalize() for m in MONTHS), key=len, reverse=True))
_WEEKDAY = "|".join(d.capitalize() for d in WEEKDAYS)
_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
#: Number words to what they count; None: some.
NUMBERS: dict[str, float | None] = {
    **{word: n for n, word in enumerate(_ONES, 1)},
    **{word: n for n, word in enumerate(_TEENS, 10)},
    **{word: 10 * n for n, word in enumerate(_TENS, 2)},
    **{f"{ten}-{one}": 10 * t + o for t, ten in enumerate(_TENS, 2) for o, one in enumerate(_ONES, 1)},
    "a": 1, "an": 1, "a couple of": 2, "half a": 0.5, "a dozen": 12, "a hundred": 100,
    "a few": None, "few": None, "several": None, "many": None, "dozens of": None, "hundreds of": None,
}  # fmt: skip
_WORDS = "|".join(sorted((re.escape(w) for w in NUMBERS if w not in ("a", "an")), key=len, reverse=True))
_COUNT = rf"(?P<n>\d{{1,3}}(?:[.,]\d+)?|{_WORDS}|an?)"
_MANY = rf"(?P<n>\d{{1,3}}(?:[.,]\d+)?|{_WORDS})"
_UNIT = r"(?P<unit>second|minute|hour|day|week|month|quarter|year|decade|centur(?:y|ie))"
_ABOUT = (
    r"(?:(?:nearly|almost|about|around|more than|less than|fewer than|over|at least|at most|up to|no more than|"
    r"roughly|approximately|as many as|some)\s+)?"
)
_PART = r"(?:\s+(?P<part>morning|afternoon|evening|night))?"
_CLOCK = (
    r"(?P<clock>\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.m\.|[ap]m\b)|(?:[01]?\d|2[0-3])[:]\d\d(?!\d)|noon|midnight)"
    r"(?:,?\s*(?P<zone>[A-Z]{3,4}|local time))?"
)
_EARLY = r"(?:(?:early|earlier|late|later|mid-?|sometime)\s+)?"
_QUARTER = r"(?P<which>first|second|third|fourth|final|last)"
_YEAR = r"(?P<y>(?:19|20)\d\d)"

#: What a form cannot do without: most sentences have none of it, so most forms need not be tried.
SIGNS = {
    "digit": re.compile(r"\d"),
    "month": re.compile(rf"\b(?:{_MONTH})\b"),
    "weekday": re.compile(_WEEKDAY),
    "word": re.compile(r"day|night|tomorrow|morning|afternoon|evening", re.IGNORECASE),
    "unit": re.compile(
        r"week|month|year|day|hour|minute|second|decade|centur|quarter|spring|summer|autumn|winter|fall|annual|"
        r"dail",
        re.IGNORECASE,
    ),
    "quarter": re.compile(r"quarter|half|period", re.IGNORECASE),
    "vague": re.compile(
        r"now|current|present|recent|previous|former|past|future|soon|short|once|these", re.I
    ),
    "clock": re.compile(r"\d\s*[ap]\.?m|\d:\d\d|noon|midnight"),
}

#: (name, sign, pattern, flags); the group "lead" is looked at and is no part of the expression.
_TABLE: list[tuple[str, str, str, int]] = [
    ("iso", "digit", r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b", 0),
    ("clock_day", "clock", rf"\b{_CLOCK}\s*,?\s*(?:on\s+)?(?P<day>{_WEEKDAY}|today|yesterday|tomorrow)\b", 0),
    ("day_month", "month", rf"\b(?:(?:{_WEEKDAY}),?\s+(?:the\s+)?)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)?\s+"
                           rf"(?P<month>{_MONTH})\b\.?(?:,?\s+(?P<y>\d{{4}})\b)?", 0),
    ("month_day", "month", rf"\b(?:(?:{_WEEKDAY}),?\s+)?(?P<month>{_MONTH})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b"
                           r"(?!\s*[:.]\d)(?:,?\s+(?P<y>\d{4})\b)?", 0),
    ("month_year", "month", rf"\b{_EARLY}(?P<month>{_MONTH})\b\.?,?\s+(?:of\s+)?{_YEAR}\b", 0),
    ("month_of", "month", rf"\b(?P<month>{_MONTH})\b\.?\s+(?:of\s+)?(?P<rel>last|this|next)\s+year\b", 0),
    ("set_day", "weekday", rf"\b(?:every|each)\s+(?P<day>{_WEEKDAY})\b|\b(?P<days>{_WEEKDAY})s\b{_PART}", 0),
    ("weekday", "weekday", rf"\b(?:(?P<rel>[Ll]ast|[Nn]ext|[Tt]his|[Cc]oming|the previous|the following)\s+)?"
                           rf"(?P<day>{_WEEKDAY})\b(?!s\b){_PART}", 0),
    ("day_word", "word", r"\b(?P<word>the day before yesterday|the day after tomorrow|today|yesterday|"
                         r"tomorrow|tonight|last night|overnight|this (?:morning|afternoon|evening))\b", re.I),
    ("quarter", "quarter", r"\b(?:(?:the|this|its|last|next|a)\s+)?(?:(?:fiscal|latest|current|whole)[\s-]+)?"
                           rf"(?P<before>(?:year-ago|year-earlier)\s+)?{_QUARTER}[- ](?P<what>quarter|half)\b"
                           r"(?:\s+of\s+(?:(?P<y>(?:19|20)\d\d)|(?P<rel>last|this|next)\s+year))?", re.I),
    ("the_quarter", "quarter", r"\bthe\s+(?:comparable\s+|same\s+|corresponding\s+)?"
                               r"(?P<which>latest\s+|year-ago\s+|year-earlier\s+)?(?:quarter|period)\b"
                               r"(?=[,.;]|\s+(?:was|were|ended|rose|fell|included|from|a year|of \d|last)|$)", re.I),
    ("year_before", "unit", r"\b(?:a year (?:ago|earlier)|year-(?:ago|earlier))\b", re.I),
    ("decades", "digit", r"\b(?:the\s+)?(?:(?:early|mid|late)[\s-]+)?(?P<y>(?:1[5-9]|20)\d)0s\b", re.I),
    ("fiscal", "digit", rf"\bfiscal\s+(?:year\s+)?{_YEAR}\b", re.I),
    ("ago", "unit", rf"\b{_ABOUT}{_COUNT}\s+{_UNIT}s?\s+(?P<rel>ago|earlier|later|afterwards|"
                    r"(?:before|after)(?=[,.;]|$))", re.I),
    ("last_n", "unit", rf"\b(?:the\s+)?(?:past|last|previous|next|coming|first|final|latest|following)\s+{_MANY}\s+"
                       rf"(?:(?:more|full|trading|fiscal)\s+)?{_UNIT}s?\b", re.I),
    ("the_day", "word", r"\bthe\s+(?P<rel>following|next|previous)\s+(?:day|morning|afternoon|evening|night)\b|"
                        r"\bthe (?:day|night|evening|morning) (?P<side>before|after)(?=[,.;]|\s+(?:that|at|in|and|from|to|by|with|when|as|had)\b|$)|"
                        r"\b(?P<next>next) (?:day|morning)\b", re.I),
    ("that_day", "word", r"\b(?:the\s+same|that(?:\s+same|\s+very)?)\s+(?P<part>day|morning|afternoon|evening|night)\b"
                         r"(?!\s+(?:is|are|was|were|will|would|has|had|that|of)\b)", re.I),
    ("past_unit", "unit", r"\b(?:the|this|over the)?\s*(?P<rel>past|last|coming|next)\s+(?P<unit>decade|century)\b", re.I),
    ("unit", "unit", rf"\b{_EARLY}(?P<rel>last|next|this|coming|past|the previous|the following|that|the coming)\s+"
                     r"(?P<unit>week(?!-?end)|weekend|month|quarter|year|spring|summer|autumn|fall|winter)\b", re.I),
    ("earlier_unit", "unit", r"\b(?:earlier|later) (?P<rel>in the) (?P<unit>week|month|year)\b", re.I),
    ("end_of", "unit", r"\b(?:the\s+)?(?:end|beginning|start|middle) of (?:the|this) (?P<unit>week|month|year)\b", re.I),
    ("year_end", "unit", r"\b(?:the\s+)?year[- ]end\b", re.I),
    ("in", "unit", rf"\b(?P<rel>in)\s+(?:the\s+(?:next|coming)\s+)?{_MANY}\s+{_UNIT}s?(?:'\s+time)?\b", re.I),
    ("set", "unit", r"\b(?:(?:every|each)\s+(?P<unit>day|week|month|year|hour|quarter|decade)|(?P<adverb>daily|weekly|"
                    r"monthly|quarterly|yearly|annually|hourly))\b", re.I),
    ("rate", "unit", r"(?P<lead>(?:[\d%$£€]|million|billion|hours|times|dollars|tons|barrels)\s*)"
                     r"an?\s+(?P<unit>day|week|month|year|hour)\b", re.I),
    ("old", "unit", rf"\b{_MANY}-{_UNIT}s?(?:-(?:old|long))?\b", re.I),
    ("duration", "unit", rf"\b(?:the\s+)?{_ABOUT}{_COUNT}\s+(?:(?:more|full|straight|consecutive|long|additional)\s+)?"
                         rf"{_UNIT}s?\b(?!\s+(?:old|of age)\b)", re.I),
    ("recent", "unit", r"\b(?P<rel>recent|coming|past)\s+(?P<unit>day|week|month|quarter|year)s\b", re.I),
    ("some", "unit", r"(?<![-\w])(?:for\s+)?(?P<unit>decade|year|month|week|day|hour|minute|centurie)s"
                     r"(?=\s+(?:of|to|later|ago|before|after|ahead|earlier)\b|[,.;]|$)", 0),
    ("season", "unit", r"\b(?:the\s+|in\s+)(?P<unit>spring|summer|autumn|winter)(?:\s+of\s+(?P<y>(?:19|20)\d\d))?\b", re.I),
    ("weekend", "unit", r"\b(?:the|a(?=\s+weekend\s+of))\s+(?P<unit>weekend)\b", re.I),
    ("month", "month", rf"\b(?:(?P<rel>[Ll]ast|[Nn]ext|[Tt]his)\s+|(?P<lead>[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Ee]arly|[Ll]ate|"
                       rf"[Mm]id-?|of|[Ff]rom|[Bb]etween|and|to|[Dd]uring|[Ee]ach|[Tt]hrough)\s*)(?P<month>{_MONTH})\b"
                       r"(?!\s+[A-Z]|\s+\d)", 0),
    ("month", "month", rf"\b(?P<lead>In|Since|By|Until|Early in|Late in)\s+(?P<month>{_MONTH})\b(?=\s+[A-Z])", 0),
    ("bare_month", "month", r"(?<![A-Z]\. )\b(?P<month>January|February|April|June|July|August|September|October|"
                            r"November|December)\b(?!\s+[A-Z]|\s+\d)", 0),
    ("mid_year", "digit", rf"\bmid-{_YEAR}\b", 0),
    ("year", "digit", rf"(?<![\d$£€.,:/-])\b{_YEAR}\b(?![\d:/%-]|,\d|\.\d|\s+(?:people|troops|soldiers|men|women|workers|"
                      r"shares|jobs|miles|kilomet|meters|metres|euros|dollars|tons|barrels|feet|points)\b)", 0),
    ("clock", "clock", rf"\b{_CLOCK}", 0),
    ("present", "vague", r"\b(?:right now|now|currently|presently|these days|nowadays|at present|at the moment|"
                         r"current(?=\s+[a-z]))\b", re.I),
    ("past", "vague", r"\b(?:more recently|most recently|recently|previously|(?:in )?(?P<past>the past)(?=[,.;]|$)|"
                      r"recent(?=\s+[a-z]))\b", re.I),
    ("future", "vague", r"\b(?:the (?:near |foreseeable )?future|(?:as )?soon(?: as possible)?(?!er)|the (?:near|short) "
                        r"term)\b", re.I),
]  # fmt: skip
FORMS = [(name, sign, re.compile(pattern, flags)) for name, sign, pattern, flags in _TABLE]
