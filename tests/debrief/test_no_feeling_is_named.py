"""Cues, never feelings: nothing the program says names a feeling of the learner.

What counts: a sentence that is about the learner (it says you, your, yourself, the learner, the trainee, the voice, the
reply) and holds a word for a feeling, whether as "you sounded angry", "your voice was nervous" or "frustrated learner".
The customer is fiction and may be anything; so a sentence in which the learner speaks *to* the customer ("I can see
why you're upset", always shown in quotation marks as something to say) is looked at with its quotation taken out.
The actors of the recordings that the measures were set on (a figure called AUC) are no learners either.
"""

import ast
import io
import re
import textwrap
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from debrief.calls import PARCEL, REHEARSALS, call, rehearsed, said, scenario_of

from kiosk.cli import COMMANDS, run
from kiosk.commands.transcript import turn_text
from kiosk.debrief.debrief import BASIC_NOTE, make_debrief
from kiosk.debrief.labels import LABELS, TO_TRY
from kiosk.debrief.marking import RULES
from kiosk.debrief.page import render_page
from kiosk.hearing.baseline import Baseline
from kiosk.hearing.utterance import Prosody
from kiosk.judging.tone import tone_cues, tone_measures
from kiosk.roleplay.points import MARKING_POINTS

PACKAGE = Path(__file__).resolve().parents[2] / "kiosk"

FEELING = re.compile(
    r"\b(angry|anger|angrily|furious|fury|rage|irritat\w+|annoy\w+|frustrat\w+|impatien\w+|aggressi\w+|hostil\w+|cross"
    r"|upset|sad|sadness|unhappy|happy|happi\w+|joy\w*|cheerful\w*|anxi\w+|nervous\w*|worri\w+|afraid|fear\w*|scared"
    r"|stress\w*|tense|tension|panic\w*|calm|calmly|calmness|relaxed|bored|boredom|tired|weary|disgust\w*|contempt\w*"
    r"|embarrass\w+|ashamed|shame|guilt\w*|confident|confidently|insecure|enthusias\w+|excit\w+|emotion\w*|mood|moody"
    r"|feeling|feelings|felt|temper|hurt|lonely|proud|surpris\w+|empath\w+ (?:voice|tone)|warm (?:voice|tone))\b",
    re.IGNORECASE,
)
LEARNER = re.compile(
    r"\b(you|you're|you've|you'd|you'll|your|yours|yourself|learner\w*|trainee\w*|speaker\w*|voice|reply|replies|tone)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
SENTENCE = re.compile(r"[^.!?\n]+")


def named(text: str) -> list[str]:
    """The sentences that are about the learner and name a feeling."""
    spoken_to_nobody = QUOTED.sub(" … ", text)
    found = SENTENCE.findall(spoken_to_nobody)
    return [
        sentence.strip()
        for sentence in found
        if LEARNER.search(sentence)
        and "AUC" not in sentence
        and any(_of_the_learner(sentence, match) for match in FEELING.finditer(sentence))
    ]


def _of_the_learner(sentence: str, feeling: re.Match[str]) -> bool:
    """False for "the customer's feeling" and "the customer feels": those are fiction."""
    before = sentence[: feeling.start()].lower()
    return not re.search(r"\b(customer|customer's|customers'|danuta|gerald)\W+(?:\w+\W+){0,2}$", before)


class _Words(HTMLParser):
    """The text of a page that the page itself says: not what anybody said in the call."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._skip: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        of = dict(attrs)
        if self._skip or tag in ("style", "script", "q", "blockquote") or of.get("class") in ("line", "say", "means"):
            if tag not in ("meta", "br", "rect", "path", "line", "polygon", "polyline"):
                self._skip.append(tag)
        else:
            self.parts += [value for key, value in attrs if key in ("title", "aria-label") and value]

    def handle_endtag(self, tag: str) -> None:
        if self._skip and tag == self._skip[-1]:
            self._skip.pop()
        elif tag in ("p", "li", "td", "th", "h1", "h2", "h3", "text", "div", "caption"):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.parts.append(data)


def words_of(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    return "".join(reader.parts)


def appraisals() -> Iterator[str]:
    table = yaml.safe_load((PACKAGE / "roleplay" / "appraisal.yaml").read_text("utf-8"))
    yield table["every turn"]["because"]
    for rules in table["moves"].values():
        yield from (rule["because"] for rule in rules)


def tone_reasons() -> Iterator[str]:
    own = Baseline(-30.0, 200.0, 4.0, 4.0)
    for level, rate, spread, wait, over in [
        (-20, 8, 1, 9.0, 0.0),
        (-30, 4, 4, 0.5, 0.0),
        (-45, 1, 9, 0.1, 3.0),
    ]:
        prosody = Prosody(level, 230.0, spread, rate, 5.0)
        yield from (cue.reason for cue in tone_cues(tone_measures(prosody, own), 5.0, wait, over))
    yield from tone_measures(Prosody(unheard={"level_db": "less than 1 s of speech"}), Baseline()).unheard.values()


def texts_in(file: Path) -> Iterator[str]:
    """Every text in a program file that is not a docstring."""
    tree = ast.parse(file.read_text("utf-8"))
    notes = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in notes:
            yield node.value


def test_the_rule_finds_what_it_must_and_leaves_the_customer_her_moods() -> None:
    for bad in (
        "You sounded angry.",
        "Your voice was nervous.",
        "The learner is frustrated.",
        "A stressed tone.",
        "This reply came across as bored.",
        "You stayed calm.",
    ):
        assert named(bad), bad
    for good in (
        "Danuta is furious, and you have lost her.",
        "The customer's feeling or trouble was recognised in your reply.",
        "You could say “I can see why you're upset”.",
        "6 dB above your own baseline.",
        "The customer was angry.",
    ):
        assert not named(good), good


def test_no_reason_of_the_appraisal_names_one() -> None:
    reasons = list(appraisals())
    assert len(reasons) > 40
    # A reason says what a reply did, so each is read as being about the reply.
    assert [reason for reason in reasons if named(f"In your reply {reason}")] == []


def test_no_reason_of_a_tone_cue_names_one() -> None:
    reasons = list(tone_reasons())
    assert len(reasons) > 7
    assert [reason for reason in reasons if FEELING.search(reason)] == []


def test_no_label_and_no_marking_point_names_one() -> None:
    assert [label for label in (*LABELS.values(), *TO_TRY.values()) if FEELING.search(label)] == []
    assert [text for text in (*MARKING_POINTS.values(), BASIC_NOTE) if named(text)] == []


def test_no_mark_names_one() -> None:
    for name, script in REHEARSALS:
        debrief = make_debrief(scenario_of(name), rehearsed(name, script))
        assert [mark.because for mark in debrief.marks if named(mark.because)] == []
    assert len(RULES) == len(MARKING_POINTS)


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_no_page_names_one(name: str, script: str) -> None:
    debrief = make_debrief(scenario_of(name), rehearsed(name, script))
    shown = words_of(render_page(debrief))
    assert "Turn by turn" in shown
    assert named(shown) == []
    opening = debrief.opening
    whys = [moment.why for moment in (*opening.done_well, *([opening.to_try] if opening.to_try else []))]
    assert named("\n".join([opening.note, *whys])) == []


@pytest.mark.parametrize(("name", "script"), REHEARSALS)
def test_no_ending_tells_the_learner_what_they_feel(name: str, script: str) -> None:
    means = make_debrief(scenario_of(name), rehearsed(name, script)).ending.means
    assert not re.search(
        rf"\byou(?:r| were| are|'re| sounded| felt| seemed)\s+(?:\w+\s+)?{FEELING.pattern}", means, re.I
    )


def test_the_transcript_of_a_call_names_none() -> None:
    for name, script in REHEARSALS:
        for turn in rehearsed(name, script).turns:
            shown = " ".join(turn_text(turn).split()).replace(turn.reply.text or "\n", "…")
            assert named(shown) == []


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_says_one_in_its_help(command: str) -> None:
    said_out = io.StringIO()
    with redirect_stdout(said_out), redirect_stderr(said_out), pytest.raises(SystemExit):
        run([command, "--help"])
    assert named(textwrap.dedent(said_out.getvalue())) == []


@pytest.mark.parametrize("room", ["commands", "debrief", "judging", "hearing", "records", "sound"])
def test_no_text_in_the_program_names_one(room: str) -> None:
    files = sorted((PACKAGE / room).rglob("*.py"))
    assert files
    assert [(file.name, found) for file in files for text in texts_in(file) for found in named(text)] == []


def test_a_loud_and_quick_call_is_told_in_figures() -> None:
    own = Baseline(-30.0, 200.0, 4.0, 4.0)
    prosody = Prosody(-20.0, 260.0, 9.0, 8.0, 5.0)
    measures = tone_measures(prosody, own)
    turn = said("what do you want", tone=tone_cues(measures, 5.0, 9.0, 0.0), measures=measures)
    shown = words_of(render_page(make_debrief(PARCEL, call(turn, ending="hung up"))))
    assert "10 dB above your own baseline" in shown
    assert "2.0 times your own pace" in shown
    assert named(shown) == []
