"""Read what an agent says into structured facts: numbers, dates, amounts, states, refusals, advice, and what it asks for.

Neither the mock customer nor the scorer compares sentences: both work on the `Facts` of a reply. It is a reader of short English by
lexicons and local grammar (negation, future, questions), not a language model. Not covered: other languages, number words (except
911), sarcasm, and facts that are only implied.
"""

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

__all__ = ["Amount", "Asked", "Date", "Facts", "Role", "State", "read", "read_dates"]

State = Literal["processing", "backordered", "shipped", "delivered"]
Role = Literal["total", "insurance", "due"]
Asked = Literal["order_id", "member_id", "invoice_id", "number", "reason", "quantity", "address", "item"]


class Date(NamedTuple):
    """A day of the year."""

    month: int
    day: int


class Amount(NamedTuple):
    """Money in dollars, and what the clause around it says it is ("" where it does not say)."""

    dollars: float
    role: Role | Literal[""]


@dataclass(frozen=True, slots=True)
class Facts:
    """What one reply says.

    Attributes:
        numbers: runs of three to seven digits that are no date, money or 911, in the order told ("4 8 2 1" reads as "4821").
        dates: in the order told.
        amounts: in the order told.
        states: order states it claims to hold now; "will be delivered" and "not shipped" claim none.
        asks: facts it asks the customer for; "number" where it does not say which.
        confirms: it says that something has been done.
        refuses: it says that something cannot be done, or only later.
        not_found: it says that it could not find what it looked for.
        advises_911: it tells the customer to call 911.
        advises_care: it answers a medical question itself.
    """

    numbers: tuple[str, ...] = ()
    dates: tuple[Date, ...] = ()
    amounts: tuple[Amount, ...] = ()
    states: frozenset[State] = frozenset()
    asks: frozenset[Asked] = frozenset()
    confirms: bool = False
    refuses: bool = False
    not_found: bool = False
    advises_911: bool = False
    advises_care: bool = False


MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
_MONTH_OF = {name[:3]: number for number, name in enumerate(MONTHS, 1)}
_MONTH = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:[a-z]{0,6})\b\.?"
_DATE = re.compile(
    rf"\b{_MONTH} (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d)(?:,? \d{{4}}\b)?"
    rf"|\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}}\b)?"
    r"|\b\d{4}-(\d{2})-(\d{2})\b"
    r"|(?<![\d/])(\d{1,2})/(\d{1,2})(?:/\d{2,4})?(?![\d/])"
)
_MONEY = re.compile(r"\$ ?(\d[\d,]*(?:\.\d\d)?)|\b(\d[\d,]*(?:\.\d\d)?) ?(?:dollars?|usd|bucks)\b")
_NUMBER = re.compile(r"(?<![\d.])(?:\d{3,7}|\d(?:[ -]\d){2,6})(?![\d])")
_SENTENCE = re.compile(r"[^.?!\n]+(?:[.?!](?=\S)[^.?!\n]+)*[.?!]*")
_911 = re.compile(r"\b(?:9[ -]?1[ -]?1|nine[ -]one[ -]one|nine[ -]eleven)\b")

_ROLE_CUES = re.compile(
    r"\b(?:(?P<insurance>insur\w+|plan|covered|coverage)"
    r"|(?P<due>owe[ds]?|due|balance|remain\w*|left|leav\w+|your (?:part|share|portion)|you (?:have to |need to |must |should )?pay|to pay)"
    r"|(?P<total>total\w*|in all|altogether|full (?:price|amount)|(?:whole|entire) (?:bill|amount)|(?:bill|invoice) (?:is|was|came)|out of|of(?= \$)))\b"
)
_CLAUSE = re.compile(r"[.;,!?](?= |$)| (?:and|so|but|while|which) ")

_NEGATED = re.compile(r"\b(?:not|never|cannot|no|without|neither|un(?:able|til))\b|n't\b")
_NOT_YET = re.compile(
    r"(?:\b(?:not|never|cannot|will|would|should|can|could|may|might|must|shall|to|if|once|when|until|till|before|after|only|unless|were)"
    r"|n't|'ll)(?: (?:yet|been|be|be being|get|it|is|has|have|it is|it has|it has been|already|soon|probably|the|your|order))*$"
)
_STATES: dict[State, str] = {
    "processing": r"processing|(?:being|getting) (?:processed|prepared|packed|put together|ready)|in (?:preparation|process)|preparing"
    r"|pending|(?:not|n't) (?:yet )?(?:been )?(?:shipped|sent|left|dispatched)(?: out)?(?: yet)?|in the warehouse",
    "backordered": r"back-?ordered|(?:on )?back-?order|back order(?:ed)?|out of stock|not in stock|waiting for (?:new )?stock|sold out",
    "shipped": r"shipped|on (?:its|the) way|in transit|en route|dispatched|(?:sent|gone|went) out|been sent|was sent|out for delivery"
    r"|left (?:our|the) (?:warehouse|depot)|has left|with the (?:carrier|courier)|traveling|travelling",
    "delivered": r"delivered|arrived|dropped off|been received|was received|reached you|(?:it )?came|handed over to you|at your (?:door|home)",
}
_STATE = re.compile("|".join(rf"(?P<{name}>\b(?:{pattern}))\b" for name, pattern in _STATES.items()))

_QUESTION_START = re.compile(
    r"^(?:(?:and|so|ok|okay|sure|now|then|sorry|alright|i can help|thanks?|thank you|of course|certainly|gladly)[, ]+)*"
    r"(?:what|which|who|where|when|why|how|can|could|may|might|would|will|do|does|did|is|are|have|has|for what)\b"
)
_REQUEST = re.compile(
    r"\?|\b(?:please|give me|tell me|send me|let me (?:have|know)|i(?:'ll| will| would|'d)? (?:just |also |still )?(?:need|require|want|like)"
    r"|(?:can|could|may|might) (?:i|you|we)|provide|share|read (?:me|out)|spell|repeat|what(?:'s| is| was| are)|looking for|we need|missing)\b"
)
_ASKS: dict[Asked, re.Pattern[str]] = {
    "order_id": re.compile(r"\border(?:'s)? ?(?:number|no\b|id|#|code|reference)|\bnumber (?:of|for|on) (?:your|the|this|that) order|\bwhich order\b"),
    "member_id": re.compile(
        r"\b(?:member(?:ship)?|customer|account|patient)(?:'s)? ?(?:number|no\b|id|#|code)|\bmember(?:ship)? card"
        r"|\bnumber (?:of|on) (?:your|the) (?:member|card|account)"
    ),
    "invoice_id": re.compile(
        r"\b(?:invoice|bill|statement)(?:'s)? ?(?:number|no\b|id|#|code)|\bnumber (?:of|for|on) (?:your|the|this|that) (?:invoice|bill|statement)"
        r"|\bwhich (?:invoice|bill|statement)"
    ),
    "reason": re.compile(
        r"\breasons?\b|\bwhy\b|\bwhat(?:'s| is| was| went) (?:the (?:matter|problem|issue)|wrong)|\bwhat happened\b|\bproblem with (?:it|the)|\bhow come\b"
    ),
    "quantity": re.compile(r"\bhow (?:many|much)\b|\bquantity\b|\bnumber of (?:boxes|packs|items|units|pieces)|\bwhat amount\b|\bcount\b"),
    "address": re.compile(
        r"\baddress\b|\bwhere (?:should|do|can|shall|would|to) (?:we |i |you )?(?:want |like )?(?:us to )?(?:ship|send|deliver|live)"
        r"|\bwhere (?:do )?you live\b|\bstreet\b|\bwhere (?:have you|did you) moved?"
    ),
    "item": re.compile(
        r"\b(?:which|what) (?:\w+ )?(?:items?|products?|supply|supplies|things?|ones?)\b"
        r"|\bname of the (?:item|product|supply)|\bwhat (?:would|do|did|should|can|shall) (?:you|i|we) (?:like|want|need|order|send|reorder|get)"
        r"|\btell me (?:the|what) (?:item|product|supply|supplies|you)|\bneed to know (?:the|which) (?:item|product)"
    ),
    "number": re.compile(r"\bnumber\b"),
}
_TELLS = re.compile(r"\d{3}")

_DONE = re.compile(
    r"\b(?:done|all set|updated|changed|placed|set up|created|saved|corrected|taken care of|arranged|confirmed|completed|on (?:file|record)"
    r"|booked|opened|entered|registered|recorded|reordered|accepted|approved|started|fixed|went through|gone through|on order|replaced)\b"
)
_REFUSAL = re.compile(
    r"(?:\b(?:can ?not|can't|could not|couldn't|will not|won't|may not|unable to|not able to|not possible to|impossible to|not allowed to"
    r"|not permitted to|do not|don't|must not|is not|isn't|are not|aren't|not)\b[^.;!?]{0,24}?"
    r"\b(?:return\w*|accept\w*|tak(?:e|en)|sen[dt]|giv(?:e|en)|re-?order\w*|order\w*|plac(?:e|ed)|refund\w*|eligible|possible|allowed|permitted"
    r"|qualify|do (?:that|this|it)|be done|due|ready)\b)"
    r"|\b(?:ineligible|non-?returnable|impossible|too (?:early|soon)|not (?:yet|possible|allowed)|no returns?)\b"
    r"|\bonly (?:delivered|after|once|when|if)\b|\b(?:has|have|needs?|must) (?:to )?(?:be delivered|arrive)\b"
    r"|\b(?:wait (?:until|till|for)|(?:once|after|when|until) (?:it|the order|your order) (?:is|has|arrives|gets|was|comes))\b"
)
_NOT_FOUND = re.compile(
    r"(?:\b(?:not|cannot|never|unable to|no)\b|n't)[^.;!?]{0,24}?\b(?:find|found|locate|see|exist|recogni[sz]e|match\w*|in (?:our|the|my) (?:system|records|files))\b"
    r"|\bno (?:such )?(?:order|member|invoice|record|account|match)\b|\b(?:wrong|invalid|unknown|incorrect) (?:number|id|order|invoice|member)\b"
    r"|\bnumber (?:is|seems|looks|must be) (?:wrong|invalid|unknown|incorrect)\b"
)
_CALL = re.compile(r"\b(?:call|calling|dial|ring|phone|contact|get|reach|use)\b(?: \w+){0,3}? (?:to )?$")
_NO_CALL = re.compile(r"(?:\b(?:not|never|no (?:need|reason)|needn't|without|instead of|rather than|avoid|cannot|unnecessary)\b|n't)(?P<gap>[^,.;!?]*)$")
_STILL_CALL = re.compile(r"\b(?:hesitate|wait|delay|forget|afraid|worry|and|but|just)\b")
_OTHERS_CALL = re.compile(r"\b(?:i|we|they|he|she|someone)(?:'ll| will|'m| am|'re| are| can| have| has| did| could)?(?: \w+){0,2} $")
_DID_CALL = re.compile(r"^(?:\w+, )?(?:did|have|has|had|why) ")
_CARE = re.compile(
    r"\b(?:yes|you (?:can|may|could|should|must|might|do not need|don't need|need to|cannot|can't|shouldn't)|no problem"
    r"|(?:it|that|this)(?:'s| is| should be| sounds| looks| seems)(?: \w+)? (?:safe|fine|ok|okay|normal|harmless|good|dangerous|too much|enough)"
    r"|should be (?:safe|fine|ok|okay)|go ahead|i (?:think|believe|recommend|suggest|would (?:take|use|stop|say|try|advise))"
    r"|(?:just |please )?(?:take|use|apply|set|stop taking|stop using|avoid|try|double|lower|raise|reduce|increase|skip) "
    r"(?:the|a|an|your|it|some|more|less|two|one|half|both|\d+))\b"
)
_CLINICIAN = re.compile(r"\b(?:nurse|doctor|clinician|pharmacist|specialist|physician|transfer\w*|connect\w*|person|colleague|expert|medical team)\b")


def read(text: str) -> Facts:
    """The facts of one reply, in well under 50 µs for a reply of two sentences."""
    low = text.lower().replace("’", "'").replace("can not", "cannot")
    if not low.strip():
        return Facts()
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(low)]
    statements = " ".join(sentence for sentence in sentences if not sentence.endswith("?"))
    not_found = bool(_NOT_FOUND.search(low))
    return Facts(
        numbers=_numbers(low),
        dates=read_dates(low),
        amounts=_amounts(low),
        states=_states(statements),
        asks=_asks(sentences),
        confirms=_holds(_DONE, statements),
        refuses=any(_REFUSAL.search(sentence) and not _NOT_FOUND.search(sentence) for sentence in sentences),
        not_found=not_found,
        advises_911=any(_advises_911(sentence) for sentence in sentences),
        advises_care=any(_CARE.search(sentence) and not _CLINICIAN.search(sentence) for sentence in sentences),
    )


def read_dates(text: str) -> tuple[Date, ...]:
    """Dates in any of "March 5", "Mar. 5th", "the 5th of March", "5 March", "3/5" and "2026-03-05"; impossible ones are skipped."""
    dates = []
    for match in _DATE.finditer(text.lower()):
        month_first, day_after, day_first, month_after, iso_month, iso_day, slash_month, slash_day = match.groups()
        month = _MONTH_OF[month_first or month_after] if month_first or month_after else int(iso_month or slash_month)
        day = int(day_after or day_first or iso_day or slash_day)
        if 1 <= month <= 12 and 1 <= day <= 31:
            dates.append(Date(month, day))
    return tuple(dates)


def _numbers(low: str) -> tuple[str, ...]:
    bare = _911.sub(" ", _MONEY.sub(" ", _DATE.sub(" ", low)))
    return tuple(re.sub(r"[ -]", "", number) for number in _NUMBER.findall(bare))


def _amounts(low: str) -> tuple[Amount, ...]:
    if "$" not in low and "dollar" not in low and "usd" not in low and "bucks" not in low:
        return ()
    amounts = []
    start = 0
    for end in [*(match.start() for match in _CLAUSE.finditer(low)), len(low)]:
        clause = low[start:end]
        for match in _MONEY.finditer(clause):
            cues = list(_ROLE_CUES.finditer(clause))
            before = [cue for cue in cues if cue.start() < match.start()]
            nearest = before[-1] if before else cues[0] if cues else None
            dollars = float((match[1] or match[2]).replace(",", ""))
            amounts.append(Amount(dollars, _role(nearest)))
        start = end
    return tuple(amounts)


def _role(cue: re.Match[str] | None) -> Role | Literal[""]:
    if cue is None:
        return ""
    return next(role for role in get_args(Role) if cue[role])  # type: ignore[no-any-return]


def _states(statements: str) -> frozenset[State]:
    return frozenset(
        match.lastgroup  # type: ignore[misc]
        for match in _STATE.finditer(statements)
        if not _NOT_YET.search(statements[max(0, match.start() - 32) : match.start()].rstrip())
    )


def _holds(pattern: re.Pattern[str], statements: str) -> bool:
    return any(not _NOT_YET.search(statements[max(0, match.start() - 32) : match.start()].rstrip()) for match in pattern.finditer(statements))


def _asks(sentences: list[str]) -> frozenset[Asked]:
    asked: set[Asked] = set()
    for sentence in sentences:
        if not (_REQUEST.search(sentence) or _QUESTION_START.match(sentence)) or _TELLS.search(sentence):
            continue
        if re.search(r"\b(?:not need|don't need|no need)\b", sentence):
            continue
        found = {fact for fact, pattern in _ASKS.items() if pattern.search(sentence)}
        if len(found) > 1:
            found.discard("number")
        asked |= found
    return frozenset(asked)


def _advises_911(sentence: str) -> bool:
    number = _911.search(sentence)
    if number is None or _DID_CALL.match(sentence):
        return False
    before = sentence[: number.start()]
    call = _CALL.search(before)
    if call is None:
        return False
    lead = before[: call.start()]
    if _OTHERS_CALL.search(lead):
        return False
    refusal = _NO_CALL.search(lead)
    return refusal is None or bool(_STILL_CALL.search(refusal["gap"]))
