"""The act of a statement: what the speaker does with the words, by cue, content and whose deeds they tell."""

from __future__ import annotations

import re

from kb.records import Act
from kb.vocabulary.acts import Where, act_words

#: Cues that say nothing of the act; the content decides behind these and where there is no cue.
_NEUTRAL = re.compile(
    r"\b(?:say|says|said|saying|tell|tells|told|telling|add|adds|added|adding|according|notes?|noted|noting|"
    r"write|writes|wrote|written|writing|declares?|declared|declaring|states?|stated|stating|statement|"
    r"announces?|announced|announcing|stress|stresses|stressed|stressing|emphasi[sz]\w+|underlin\w+|"
    r"reply|replies|replied|answers?|answered|insists?|insisted|insisting|tweets?|tweeted|remarks?|remarked|"
    r"comments?|commented|made|makes?|maintains?|maintained|warns?|warned|warning|reiterat\w+|let|quoted|"
    r"repeats?|repeated|repeating|retorts?|retorted|went on|continued|hint\w*|held out|words?)\b",
    re.IGNORECASE,
)
_NEGATED = re.compile(
    r"\b(?:not|never|no|without|n['’]t|refused to|declined to)\s+(?:\w+\s+){0,1}$", re.IGNORECASE
)
_FIRST = re.compile(r"\b(?:we|i)\s+(?:\w+ly\s+|also\s+|again\s+)?$", re.IGNORECASE)
_QUESTION = re.compile(r"\?[\"”’»]*$")
_CALLED = re.compile(
    r"\b(?:call(?:s|ed|ing)?|brand(?:s|ed|ing)?|label\w*|term(?:s|ed)?|dub(?:s|bed)?)\b(?! (?:on|for))", re.I
)
_BAD = re.compile(
    r"\b(?:mistake|failure|disaster|shame\w*|crime|betrayal|farce|catastroph\w+|defeat)\b", re.IGNORECASE
)
_GOOD = re.compile(
    r"\b(?:historic|progress|positive|constructive|interesting|useful|good|great|excellent|important|success\w*|"
    r"welcome|breakthrough|milestone|courageous|brave|honest|friend\w*|partner\w*|visionary|hero\w*)\b",
    re.IGNORECASE,
)
_SAD = re.compile(
    r"\b(?:painful|tragic|tragedy|sad|difficult|hard|possible|likely|necessary)\b", re.IGNORECASE
)
_WARNED = re.compile(r"\bwarn", re.IGNORECASE)
#: What the speaker's own side will do, or will not.
_WILL = re.compile(
    r"\s*(?:,[^,]{3,80},)?\s*(?:also |now |then |still )?"
    r"(?P<will>will|would|['’]ll|is to|are to|was to|were to|is going to|are going to)\s+"
    r"(?P<not>not |never |no longer )?(?:also |soon |now |always |continue to |go on )?(?P<verb>\w+)",
    re.IGNORECASE,
)
_STATES = frozenset("be have like love prefer see know seem depend mean become need".split())
_READY = re.compile(
    r"\s*(?:is|are|am|was|were|stands?|stood|remains?|remained)\s+(?:\w+ )?"
    r"(?:ready|prepared|willing|open)\s+(?:to|for)\b",
    re.IGNORECASE,
)
#: "he must think" asks nothing of anybody else.
_MUST = re.compile(r"must|should|ought|has to|needs to", re.IGNORECASE)
_SELF = re.compile(r"\b(?:we|i|he|she|it|they|one|you)\s+(?:\w+\s+)?$", re.IGNORECASE)
_WANTS = re.compile(r"\s+(?:wants?|wanted)\b")
_OWN = re.compile(
    r"(?:we|i|he|she|they|his country|her country|the country|his government|her government|its \w+)\b", re.I
)


def act_of(cue: str, content: str, own: int | None = None) -> Act:
    """The act of a statement with these words; ``assert`` where nothing else is plain.

    ``own`` is where the words for the speaker or his side end, if the content begins with them.
    """
    told = _named("cue", cue)
    if told == "ask":
        return "ask" if _is_question(content) else "demand"
    if told:
        return told
    if _CALLED.search(cue):
        return _judged(content)
    if cue and not _NEUTRAL.search(cue):
        return "assert"
    said = _performed(content) or _named("content", content) or _own_deed(content, own)
    if said is None and _QUESTION.search(content):
        return "ask"
    return "threaten" if said in ("promise", "reject") and _WARNED.search(cue) else said or "assert"


def _judged(content: str) -> Act:
    """What somebody does who calls something so: blames, unless the words are good or only sad."""
    if _BAD.search(content):
        return "accuse"
    return "praise" if _GOOD.search(content) else "assert" if _SAD.search(content) else "accuse"


def _is_question(content: str) -> bool:
    """ "asked whether" puts a question; "asked Kyiv to withdraw" makes a demand."""
    return (
        bool(_QUESTION.search(content))
        or re.match(r"(?:whether|if|why|what|how|who|when|where)\b", content) is not None
    )


def _named(where: Where, words: str) -> Act | None:
    pattern, acts = act_words(where)
    for match in pattern.finditer(words):
        before = words[: match.start()]
        if where == "content" and (
            _NEGATED.search(before) or (_MUST.match(match[0]) and _SELF.search(before))
        ):
            continue
        return acts[match[0].lower()]
    return None


def _performed(words: str) -> Act | None:
    """What "we" or "I" do by saying so: "we reject", "I thank"."""
    pattern, acts = act_words("first")
    for match in pattern.finditer(words):
        if _FIRST.search(words[: match.start()]):
            return acts[match[0].lower()]
    return None


def _own_deed(words: str, own: int | None) -> Act | None:
    """What the speaker's side will do (promise), will not do (reject) or is ready for (propose)."""
    pronoun = _OWN.match(words)
    end = own if own is not None else pronoun.end() if pronoun else None
    if end is None:
        return None
    if _READY.match(words, end):
        return "propose"
    if _WANTS.match(words, end):
        return "demand"
    will = _WILL.match(words, end)
    if will is None or will["verb"].lower() in _STATES:
        return None
    return "reject" if will["not"] else "promise"
