"""Spoken words made comparable: hesitations left out, short forms written in full.

A recogniser writes "i'm um i'm so sorry"; phrases are compared with "i am so sorry". Every token remembers the
word it came from, so that evidence is always the words as they were heard.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

HESITATIONS: Final = frozenset({"um", "umm", "uh", "er", "erm", "err", "eh", "hm", "hmm", "mm", "mmm", "ahem"})
"""Sounds that carry no meaning; they may stand anywhere, also inside a phrase."""

SOFT: Final = frozenset(
    {"really", "very", "just", "so", "also", "actually", "truly", "honestly", "absolutely", "completely",
     "certainly", "definitely", "personally", "please", "genuinely", "obviously", "totally", "dreadfully",
     "terribly", "sincerely", "simply", "quite", "sir", "madam", "love", "dear"}
)  # fmt: skip
"""Words a speaker may slip in between any two words of a phrase without changing what it says."""

_WHOLE: Final = {
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "won't": ("will", "not"),
    "shan't": ("will", "not"),
    "ain't": ("is", "not"),
    "let's": ("let", "us"),
    "gonna": ("going", "to"),
    "wanna": ("want", "to"),
    "gotta": ("got", "to"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "dont": ("do", "not"),
    "cant": ("can", "not"),
    "thats": ("that", "is"),
    "ok": ("okay",),
    "apologize": ("apologise",),
    "apologizing": ("apologising",),
    "realize": ("realise",),
    "recognize": ("recognise",),
    "mum's": ("mum", "is"),
}
_SOUNDS_LIKE: Final = {
    "aloud": "allowed",
    "fore": "for",
    "hole": "whole",
    "patients": "patience",
    "rite": "right",
    "sari": "sorry",
    "sea": "see",
    "threw": "through",
    "weather": "whether",
    "wood": "would",
}
"""What a recogniser writes for a word that sounds the same and is far likelier at a service desk."""
_ENDINGS: Final = (
    ("n't", "not"),
    ("'m", "am"),
    ("'re", "are"),
    ("'ve", "have"),
    ("'ll", "will"),
    ("'d", "would"),
)
_IS: Final = frozenset({"it", "that", "he", "she", "what", "there", "here", "who", "where", "how", "when", "why",
                        "this", "everything", "nobody", "nothing", "somebody", "everyone"})  # fmt: skip
_SUBJECTS: Final = frozenset({"i", "you", "we", "they", "he", "she", "it", "that", "there", "who"})
_NEGATED: Final = {
    "can": "can't", "will": "won't", "was": "wasn't", "were": "weren't",
    "do": "don't", "does": "doesn't", "did": "didn't", "have": "haven't", "has": "hasn't", "had": "hadn't",
    "should": "shouldn't", "could": "couldn't", "would": "wouldn't",
}  # fmt: skip
_MODALS: Final = frozenset({"should", "could", "would", "must", "might"})
_EDGES: Final = '.,;:!?"()-–—…^$'


@dataclass(frozen=True, slots=True)
class Token:
    """One comparable word of a reply."""

    text: str
    word: int
    """Index of the heard word it came from."""


def spell_out(word: str) -> tuple[str, ...]:
    """One heard word as lower-case tokens: "We'll" → we, will. A word of punctuation alone gives none."""
    bare = word.lower().replace("’", "'").strip(_EDGES)
    if bare in _WHOLE:
        return _WHOLE[bare]
    bare = _SOUNDS_LIKE.get(bare, bare)
    for ending, full in _ENDINGS:
        if bare.endswith(ending) and len(bare) > len(ending):
            return (bare.removesuffix(ending), full)
    if bare.endswith("'s") and bare[:-2] in _IS:
        return (bare[:-2], "is")
    return (bare,) if bare else ()


def run_together(words: Sequence[str]) -> tuple[str, ...]:
    """Words in full with their short forms put back, as people say them: "i am not" is "i'm not"."""
    short = {full: ending for ending, full in _ENDINGS if full != "not"} | {"is": "'s"}
    said: list[str] = []
    for word, after in zip_longest(words, words[1:], fillvalue=""):
        if word == "not" and said and said[-1] in _NEGATED:
            said[-1] = _NEGATED[said[-1]]
        elif said and said[-1] in _SUBJECTS and word in short and not (after == "not" and word in _NEGATED):
            said[-1] += short[word]
        else:
            said.append(word)
    return tuple(said)


def tokens_of(words: Sequence[str]) -> tuple[Token, ...]:
    """The comparable tokens of a reply: hesitations are left out, and of a repeat ("i i don't") the last is kept."""
    tokens: list[Token] = []
    for index, word in enumerate(words):
        for text in spell_out(word):
            if text in HESITATIONS:
                continue
            if text == "of" and tokens and tokens[-1].text in _MODALS:
                text = "have"
            tokens.append(Token(text, index))
            _drop_repeat(tokens)
    return tuple(tokens)


def _drop_repeat(tokens: list[Token]) -> None:
    """Forget the first saying where the last one or two tokens were said twice running."""
    for size in (1, 2):
        again, before = tokens[-size:], tokens[-2 * size : -size]
        if len(before) == size and [t.text for t in again] == [t.text for t in before]:
            del tokens[-2 * size : -size]
            return
