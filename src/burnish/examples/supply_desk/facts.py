"""Read what an agent says into structured facts: numbers, dates, amounts, states, refusals, advice, and what it asks for.

Neither the mock customer nor the scorer compares sentences: both work on the `Facts` of a reply. It is a reader of short English by
lexicons and local grammar (negation, future, questions), not a language model. Not covered: other languages, number words (except
911), sarcasm, and facts that are only implied.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

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


def _pattern(*options: str) -> re.Pattern[str]:
    """Whole words or phrases, any of them; text is matched in lower case, with straight apostrophes and "cannot" in one word."""
    return re.compile(rf"\b(?:{'|'.join(options)})(?!\w)")


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"({'|'.join(_MONTHS)})[a-z]{{0,6}}\b\.?".replace("may", "(?<!you )(?<!we )may")
_DATE = re.compile(
    rf"\b{_MONTH} (?:the )?(\d\d?)(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?"
    rf"|\b(\d\d?)(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? \d{{4}}\b)?"
    r"|\b\d{4}-(\d\d)-(\d\d)\b"
    r"|(?<![\d/])(\d\d?)/(\d\d?)(?:/\d{2,4})?(?![\d/])"
)
_MONEY = re.compile(r"\$ ?(\d[\d,]*(?:\.\d\d)?)|\b(\d[\d,]*(?:\.\d\d)?) ?(?:dollars?|usd|bucks)\b")
_NUMBER = re.compile(r"(?<![\d.])(?:\d{3,7}|\d(?:[ -]\d){2,6})(?!\d)")
_911 = re.compile(r"\b(?:9[ -]?1[ -]?1|nine[ -]one[ -]one|nine[ -]eleven)\b")
_SENTENCE = re.compile(r"[^.?!\n]+(?:[.?!](?=\S)[^.?!\n]+)*[.?!]*")
_CLAUSE_END = re.compile(r"[.;,!?](?= |$)| (?:and|so|but|while|which) ")

_ROLES: Mapping[Role, re.Pattern[str]] = {
    "insurance": _pattern(r"insur\w+", "plan", "covered", "coverage"),
    "due": _pattern(
        "owe[ds]?", "due", "balance", r"remain\w*", "left", r"leav\w+", "your (?:part|share|portion)", r"you (?:\w+ )?pay", "to pay"
    ),
    "total": _pattern(
        r"total\w*", "in all", "altogether", "(?:full|whole|entire) (?:price|amount|bill)", "(?:bill|invoice) (?:is|was|came)", "of"
    ),
}

_NOT_NOW = re.compile(
    r"(?:\b(?:not|never|cannot|no|will|would|should|can|could|may|might|must|shall|to|if|once|when|until|till|before|after|only|unless)"
    r"|n't|'ll)(?: (?:yet|been|be|being|get|it|is|has|have|already|soon|probably|the|your|order))*$"
)
"""What before a claim makes it none: "not yet delivered", "will be delivered", "once it has been delivered"."""

_STATES: Mapping[State, re.Pattern[str]] = {
    "processing": _pattern(
        "processing",
        "(?:being|getting) (?:processed|prepared|packed|put together|ready)",
        "in (?:preparation|process|the warehouse)",
        "preparing",
        "pending",
        "not (?:yet )?(?:been )?(?:shipped|sent|left|dispatched)",
    ),
    "backordered": _pattern("back-? ?ordered", "back-? ?order", "out of stock", "not in stock", "waiting for (?:new )?stock", "sold out"),
    "shipped": _pattern(
        "shipped",
        "on (?:its|the) way",
        "in transit",
        "en route",
        "dispatched",
        "(?:sent|gone|went) out",
        "(?:been|was) sent",
        "out for delivery",
        "(?:has )?left (?:our|the) (?:warehouse|depot)",
        "with the (?:carrier|courier)",
    ),
    "delivered": _pattern("delivered", "arrived", "dropped off", "(?:been|was) received", "reached you", "came", "at your door"),
}

_REQUEST = re.compile(
    r"\?$|^(?:(?:and|so|ok|okay|sure|then|sorry|alright|i can help|thanks?|thank you|of course|certainly|gladly),? )*"
    r"(?:what|which|where|when|why|how|can|could|may|might|would|do|is)\b"
    r"|\b(?:please|(?:give|tell|send|show) me|let me (?:have|know)"
    r"|i(?:'ll| will| would|'d)?(?: just| also| still)? (?:need|require|want|like)"
    r"|(?:can|could|may|might) (?:i|you|we)|provide|share|read me|spell|repeat|looking for|we need|missing)\b"
)
_NO_REQUEST = _pattern("not need", "don't need", "no need")
_TELLS_NUMBER = re.compile(r"\d{3}")
_NUMBER_WORD = r"(?:'s)? ?(?:number|no|id|#|code|reference)"
_OF_THE = "(?:of|for|on) (?:your|the|this|that)"
_ASKED: Mapping[Asked, re.Pattern[str]] = {
    "order_id": _pattern(rf"order{_NUMBER_WORD}", f"number {_OF_THE} order", "which order"),
    "member_id": _pattern(
        rf"(?:member(?:ship)?|customer|account|patient){_NUMBER_WORD}",
        rf"number {_OF_THE} (?:member\w*|card|account)",
        "member(?:ship)? card",
    ),
    "invoice_id": _pattern(
        rf"(?:invoice|bill|statement){_NUMBER_WORD}",
        f"number {_OF_THE} (?:invoice|bill|statement)",
        "which (?:invoice|bill|statement)",
    ),
    "reason": _pattern(
        *("reasons?", "why", "how come", "what happened", "problem with (?:it|the)"),
        "what(?:'s| is| was| went) (?:the (?:matter|problem|issue)|wrong)",
    ),
    "quantity": _pattern("how (?:many|much)", "quantity", "number of (?:boxes|packs|items|units|pieces)", "what amount"),
    "address": _pattern(
        "address",
        "street",
        "where (?:should|do|can|shall|would) (?:we|i|you) (?:want |like )?(?:us to |to )?(?:ship|send|deliver|live|have)",
        "where to (?:ship|send|deliver)",
        "where (?:have you|did you) moved?",
    ),
    "item": _pattern(
        r"(?:which|what) (?:of )?(?:\w+ )?(?:items?|products?|supply|supplies|things?|ones?)",
        "name of the (?:item|product|supply)",
        "what (?:would|do|did|should|can|shall) (?:you|i|we) (?:like|want|need|order|send|reorder|get)",
        "(?:tell me|need to know) (?:the|which|what) (?:item|product|supply|supplies|you (?:need|want))",
    ),
    "number": _pattern("number"),
}

_DONE = _pattern(
    *("done", "all set", "updated", "changed", "placed", "set up", "created", "saved", "corrected", "taken care of", "arranged"),
    *("confirmed", "completed", "on (?:file|record)", "booked", "opened", "entered", "registered", "recorded", "reordered", "accepted"),
    *("approved", "started", "fixed", "went through", "gone through", "on order", "replaced"),
)
_REFUSAL = re.compile(
    r"\b(?:cannot|can't|couldn't|won't|unable to|impossible to|not|isn't|aren't|don't)\b[^.;!?]{0,24}?\b(?:return\w*|accept\w*"
    r"|tak(?:e|en)|sen[dt]|giv(?:e|en)|re-?order\w*|order\w*|plac(?:e|ed)|refund\w*|eligible|possible|allowed|permitted"
    r"|qualify|do (?:that|this|it)|be done|due|ready)\b"
    r"|\b(?:ineligible|non-?returnable|impossible|too (?:early|soon)|not yet|no returns?)\b"
    r"|\bonly (?:delivered|after|once|when|if)\b|\b(?:has|have|needs?|must) (?:to )?(?:be delivered|arrive)\b"
    r"|\bwait (?:until|till|for)\b|\b(?:once|after|when|until) (?:it|the order|your order) (?:is|has|arrives|gets|was|comes)\b"
)
_NOT_FOUND = re.compile(
    r"(?:\b(?:not|cannot|never|unable to|no)\b|n't)[^.;!?]{0,24}?"
    r"\b(?:find|found|locate|see|exist|recogni[sz]e|match\w*|in (?:our|the|my) (?:system|records|files))\b"
    r"|\bno (?:such )?(?:order|member|invoice|record|account|match)\b"
    r"|\b(?:wrong|invalid|unknown|incorrect) (?:number|id|order|invoice|member)\b"
    r"|\bnumber (?:is|seems|looks|must be) (?:wrong|invalid|unknown|incorrect)\b"
)

_CALL = re.compile(r"\b(?:call|calling|dial|ring|phone|contact|get|reach|use)\b(?: \w+){0,3}? (?:to )?$")
_NO_CALL = re.compile(
    r"(?:\b(?:not|never|no (?:need|reason)|without|instead of|rather than|avoid|cannot|unnecessary)\b|n't)(?P<between>[^,.;!?]*)$"
)
_STILL_CALL = _pattern("hesitate", "wait", "delay", "forget", "afraid", "worry", "and", "but", "just")
_OTHERS_CALL = re.compile(r"\b(?:i|we|they|he|she|someone)(?:'ll| will|'m| am|'re| are| can| have| has| did| could)?(?: \w+){0,2} $")
_ALREADY_CALLED = re.compile(r"^(?:\w+, )?(?:did|have|has|had|why) ")

_CARE = _pattern(
    "yes",
    "no problem",
    "go ahead",
    "you (?:can|may|could|should|must|might|need to|do not need|don't need|cannot|can't|shouldn't)",
    r"(?:it|that|this)(?:'s| is| should be| sounds| looks| seems)(?: \w+)? (?:safe|fine|ok|okay|normal|harmless|good|dangerous|enough)",
    "should be (?:safe|fine|ok|okay)",
    "i (?:think|believe|recommend|suggest|would (?:take|use|stop|say|try|advise))",
    "(?:take|use|apply|set|stop taking|stop using|avoid|try|double|lower|raise|reduce|increase|skip) "
    r"(?:the|a|an|your|it|some|more|less|two|one|half|both|\d+)",
)
_CLINICIAN = re.compile(
    r"\b(?:nurse|doctor|clinician|pharmacist|specialist|physician|transfer\w*|connect\w*|person|colleague|expert|medical team)\b"
)


@lru_cache(maxsize=16_384)
def read(text: str) -> Facts:
    """The facts of one reply. A reply that was read before costs nothing: the members of a group often say the same."""
    low = text.lower().replace("’", "'").replace("can not", "cannot")
    sentences = [sentence.strip() for sentence in _SENTENCE.findall(low)]
    digits = any(digit in low for digit in "0123456789")
    statements = " ".join(sentence for sentence in sentences if not sentence.endswith("?"))
    return Facts(
        numbers=_numbers(low) if digits else (),
        dates=read_dates(low) if digits else (),
        amounts=_amounts(low) if digits else (),
        states=frozenset(state for state, pattern in _STATES.items() if _claims(pattern, statements)),
        asks=_asks(sentences),
        confirms=_claims(_DONE, statements),
        refuses=any(_REFUSAL.search(sentence) and not _NOT_FOUND.search(sentence) for sentence in sentences),
        not_found=bool(_NOT_FOUND.search(low)),
        advises_911=any(_advises_911(sentence) for sentence in sentences),
        advises_care=any(_CARE.search(sentence) and not _CLINICIAN.search(sentence) for sentence in sentences),
    )


def read_dates(text: str) -> tuple[Date, ...]:
    """Dates in any of "March 5", "Mar. 5th", "the 5th of March", "5 March", "3/5" and "2026-03-05"; impossible ones are skipped."""
    dates = []
    for match in _DATE.finditer(text.lower()):
        month_first, day_after, day_first, month_after, iso_month, iso_day, slash_month, slash_day = match.groups()
        name = month_first or month_after
        month = _MONTHS.index(name) + 1 if name else int(iso_month or slash_month)
        day = int(day_after or day_first or iso_day or slash_day)
        if 1 <= month <= 12 and 1 <= day <= 31:
            dates.append(Date(month, day))
    return tuple(dates)


def _numbers(low: str) -> tuple[str, ...]:
    if not _NUMBER.search(low):
        return ()
    bare = _911.sub(" ", _MONEY.sub(" ", _DATE.sub(" ", low)))
    return tuple(re.sub(r"[ -]", "", number) for number in _NUMBER.findall(bare))


def _amounts(low: str) -> tuple[Amount, ...]:
    """Amounts with the role that the nearest cue before it in the clause gives; the first cue after it if there is none before."""
    amounts: list[Amount] = []
    start = 0
    if not _MONEY.search(low):
        return ()
    for end in [*(match.start() for match in _CLAUSE_END.finditer(low)), len(low)]:
        clause, start = low[start:end], end
        money = list(_MONEY.finditer(clause))
        cues = [(cue.start(), role) for role, pattern in _ROLES.items() for cue in pattern.finditer(clause)] if money else []
        for match in money:
            before = [cue for cue in cues if cue[0] < match.start()]
            role = max(before)[1] if before else min(cues)[1] if cues else ""
            amounts.append(Amount(float((match[1] or match[2]).replace(",", "")), role))
    return tuple(amounts)


def _claims(pattern: re.Pattern[str], statements: str) -> bool:
    """The pattern occurs as something that holds now: not denied, not in the future, not a condition."""
    befores = (statements[max(0, match.start() - 32) : match.start()].rstrip() for match in pattern.finditer(statements))
    return any(not _NOT_NOW.search(before) for before in befores)


def _asks(sentences: list[str]) -> frozenset[Asked]:
    """A concept in a question or a request. "Your order number is 4821" asks for nothing, nor does "I do not need your address"."""
    asked: set[Asked] = set()
    for sentence in sentences:
        if _TELLS_NUMBER.search(sentence) or _NO_REQUEST.search(sentence) or not _REQUEST.search(sentence):
            continue
        found = {fact for fact, pattern in _ASKED.items() if pattern.search(sentence)}
        asked |= found - {"number"} or found
    return frozenset(asked)


def _advises_911(sentence: str) -> bool:
    """Told to the customer as something to do: "do not call", "I will call" and "did you call" are not, "do not hesitate to call" is."""
    number = _911.search(sentence)
    call = _CALL.search(sentence[: number.start()]) if number else None
    if call is None or _ALREADY_CALLED.match(sentence):
        return False
    before = sentence[: call.start()]
    if _OTHERS_CALL.search(before):
        return False
    refusal = _NO_CALL.search(before)
    return refusal is None or bool(_STILL_CALL.search(refusal["between"]))
