"""What a judged reply means to this customer: questions to answer, facts given back, promises made."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from kiosk.judging.cue import HELPFUL, Cue
from kiosk.judging.money import sums_of_money
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Promise, Reply

_QUESTION = re.compile(
    r"\b(what|what's|whats|when|when's|where|where's|which|who|who's|why|how's"
    r"|how (is|are|was|did|do|does|much|many|long|old)|can i|could i|may i|can you|could you|would you|will you"
    r"|do you|does (it|he|she|the|your|that)|did you|did (it|he|she|they)|have you"
    r"|has (it|he|she|the|your|anybody|anyone)"
    r"|is (it|there|your|the|he|she|anybody|anyone|somebody|someone|that)|was it|were you|are you|are there"
    r"|tell me|give me|let me have|remind me|i'll need|i need|just need|got your|got the)\b"
)
_QUESTION_REACH = 12
"""Words after the opening of a question within which what is asked for must be named."""
_MOST_ANSWERS = 2
"""Questions the customer answers in one go."""
_SAY_AGAIN = re.compile(
    r"(?<!i'll )(?<!let me )\b(say|repeat|go over|give me) (that|it|this)( for me)? (again|once more|one more time)\b"
    r"|\b(can|could|would|will) you (please |just )?repeat\b|\bcome again\b"
    r"|\bdidn't (quite )?(catch|hear) (that|you|all)\b"
    r"|\b(sorry|excuse me) what( was that)?$|\bwhat (was that|did you say)( again| sorry| please)*$"
    r"|^((sorry|oh|um|er) )*(i )?(beg )?(your )?pardon( me)?"
    r"( (sorry|please|what|could you|can you|it's|the line)\b.*)?$"
)
"""Whole requests only: "i must say that", "we beg your pardon for it" and "what was that like for you" are none."""
_PROMISES = ("offer", "timeline", "own")
_MOST_AT_ONCE = 7
"""Helpful cues in one reply; with more it is a list of phrases, not an answer. Ours: good replies carry up to six."""
_SAME_SHARE = 0.8
"""Share of a reply's different words that an earlier reply had too, from which it is that reply again."""
_MOST_LONGER = 2.5
"""How many times as many different words the earlier reply may have."""
_REFUSING = frozenset({"can't", "cannot", "couldn't", "won't", "not", "unable", "isn't", "never", "without"})
_REFUSAL_REACH = 6
"""Words before a sum within which a refusal holds it: "i'm not able to give you ninety pounds"."""
_TYPED_WORDS_A_SECOND = 2.5
"""For a typed reply, which has no seconds: an unhurried speaker's pace, 150 words a minute."""
_FEWEST_WORDS = 5
"""Different words under which a reply is too short to be called the same again ("yes of course")."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A reply as this customer takes it."""

    signs: frozenset[str]
    facts: tuple[str, ...]
    answers: tuple[str, ...]
    """Names of the answers asked for, in the order of asking."""
    promises: tuple[Promise, ...]
    say_again: bool
    """The learner asks to hear the line once more."""


def understand(
    scenario: Scenario, reply: Reply, planted: str, facts_known: Collection[str], earlier: Sequence[str] = ()
) -> Understood:
    """Read a reply against the scenario.

    planted: everything the customer has said so far; a fact counts as given back only after it was said.
    facts_known: the facts already given back, which count once. earlier: the texts of the earlier replies.

    A reply that crams many phrases together, or gives an earlier one again, amounts to just that: its helpful
    cues do not count, so no one gets through a call by reciting.
    """
    if reply.heard == "nothing said":
        return Understood(frozenset({"nothing said"}), (), (), (), False)
    if reply.heard == "not heard":
        return Understood(frozenset(), (), (), (), False)
    text = _plain(reply.text)
    facts = tuple(_facts_given_back(scenario, text, _plain(planted), facts_known))
    answers = tuple(_asked_for(scenario, text))
    promises = tuple(_promises(scenario, reply))
    signs = {cue.name for cue in reply.cues} | {cue.name for cue in reply.tone}
    signs |= {"fact reused"} if facts else set()
    signs |= {"answered", "probe"} if answers else set()
    signs |= {"over the limit"} if any(promise.kind == "over the limit" for promise in promises) else set()
    signs |= {"went on"} if _went_on(scenario, reply) else set()
    signs |= {name for name, own in scenario.listens_for.items() if _says(text, own.heard_in)}
    if len(signs & HELPFUL) > _MOST_AT_ONCE:
        return Understood(frozenset(signs - HELPFUL) | {"read from a script"}, (), (), promises, False)
    if _said_before(text, [_plain(other) for other in earlier]):
        return Understood(frozenset(signs - HELPFUL) | {"said before"}, (), (), promises, False)
    return Understood(frozenset(signs), facts, answers, promises, bool(_SAY_AGAIN.search(text)) and not answers)


def _went_on(scenario: Scenario, reply: Reply) -> bool:
    """The reply was longer than this customer bears."""
    interrupts = scenario.customer.interrupts
    if interrupts is None or not reply.words:
        return reply.stopped
    spoken = reply.words[-1].end - reply.words[0].start
    return reply.stopped or (spoken or len(reply.words) / _TYPED_WORDS_A_SECOND) >= interrupts.after


def _said_before(text: str, earlier: Sequence[str]) -> bool:
    words = set(text.split())
    if len(words) < _FEWEST_WORDS:
        return False
    return any(_alike(words, set(other.split())) for other in earlier)


def _alike(words: set[str], others: set[str]) -> bool:
    """A short question whose words a long speech happened to have is no repeat of it."""
    return len(words & others) >= _SAME_SHARE * len(words) and len(others) <= _MOST_LONGER * len(words)


def _plain(text: str) -> str:
    """Words as a recogniser writes them: a typed reply and a trainer's phrase have capitals and signs."""
    return " ".join(re.sub(r"[^\w']+", " ", text.lower().replace("’", "'")).split())


def _find(phrase: str, text: str) -> re.Match[str] | None:
    words = _phrase(phrase)
    # Most phrases are not there at all, and that is seen much sooner without a pattern.
    return re.search(rf"\b{re.escape(words)}\b", text) if words and words in text else None


@cache
def _phrase(phrase: str) -> str:
    return _plain(phrase)


def _says(text: str, phrases: Sequence[str]) -> bool:
    return any(_find(phrase, text) for phrase in phrases)


def _facts_given_back(scenario: Scenario, text: str, planted: str, known: Collection[str]) -> Iterator[str]:
    for name, fact in scenario.customer.facts.items():
        if name not in known and _says(planted, fact.heard_in) and _says(text, fact.heard_in):
            yield name


def _asked_for(scenario: Scenario, text: str) -> Iterator[str]:
    """The answers whose subject is named soon after the opening of a question, the first named first."""
    found = dict[str, int]()
    for question in _QUESTION.finditer(text):
        asked = " ".join(text[question.start() :].split()[:_QUESTION_REACH])
        for name, answer in scenario.customer.answers.items():
            places = [match.start() for phrase in answer.asked if (match := _find(phrase, asked))]
            if places:
                found.setdefault(name, question.start() + min(places))
    yield from sorted(found, key=lambda name: found[name])[:_MOST_ANSWERS]


def _promises(scenario: Scenario, reply: Reply) -> Iterator[Promise]:
    limit, refunds = scenario.authority.limit, scenario.authority.refunds
    words = [word.text for word in reply.words]
    over = [
        found
        for found in sums_of_money(words)
        if found.amount > limit and float(found.amount) not in refunds and not _refused(words, found.first)
    ]
    for cue in reply.cues:
        if cue.name in ("offer", "overpromise") and (
            beyond := next((s for s in over if _near(cue, s.first, s.last)), None)
        ):
            first, last = min(cue.first, beyond.first), max(cue.last, beyond.last)
            yield Promise(" ".join(words[first : last + 1]), "over the limit", keepable=False)
        elif cue.name == "overpromise":
            yield Promise(cue.evidence, "overpromise", keepable=False)
        elif cue.name in _PROMISES:
            yield Promise(cue.evidence, cue.name, keepable=True)  # type: ignore[arg-type]


def _refused(words: Sequence[str], first: int) -> bool:
    """The sum that begins at `first` is named as what cannot be given."""
    before = words[max(0, first - _REFUSAL_REACH) : first]
    return any(word in _REFUSING for word in before)


def _near(cue: Cue, first: int, last: int, words_between: int = 6) -> bool:
    return first - cue.last <= words_between and cue.first - last <= words_between
