"""From an utterance to a judged reply, for one role-play and one learner."""

from collections.abc import Sequence

from kiosk.hearing.baseline import Baseline
from kiosk.hearing.utterance import Utterance, Word
from kiosk.judging.cue import HARMFUL, PHRASE_CUES, Cue
from kiosk.judging.library import Library
from kiosk.judging.phrases import PhraseJudge
from kiosk.judging.tone import tone_cues, tone_measures
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import Heard, Reply

MOST_UNSURE = 0.5
"""A reply of which less than this share of the words was recognised surely enough is *not heard*."""


def library_for(scenario: Scenario, library: Library) -> Library:
    """The cue library with the role-play's own phrases, the names of its policies among them."""
    own = {cue: list(phrases) for cue, phrases in scenario.phrases.items()}
    named = [phrase for phrases in scenario.authority.policies.values() for phrase in phrases]
    own["policy"] = own.get("policy", []) + named
    return library.extended(own, source=f"role-play {scenario.name}")


SURE_OF_HARM = 0.9
"""How likely (0 to 1) poor practice in free wording must be to count in a call.

The shipped role-plays have sixteen careful rehearsals, good and second-language. At 0.7 harm was found in three of
them, at 0.9 in one ("the contract you agreed to"), which was then worded more kindly.
"""


class Judge:
    """Judges the replies of one call."""

    def __init__(
        self, scenario: Scenario, library: Library, floor: float = 0.0, baseline: Baseline | None = None
    ) -> None:
        """`floor`: confidence (0 to 1) under which a word counts as not heard; it depends on the recogniser."""
        self._phrases = PhraseJudge(library_for(scenario, library), learned=True)
        self._floor = floor
        self._baseline = baseline or Baseline()

    def judge(self, utterance: Utterance, situation: str) -> Reply:
        """The reply with its cues. `situation` is what the customer said just before.

        Evidence for poor practice that rests on words the recogniser was unsure of is left out: what was not
        heard is never marked against the learner.
        """
        heard = self._heard(utterance)
        cues = self._cues(utterance.words, situation) if heard == "heard" else ()
        measures = tone = None
        if utterance.prosody is not None and heard != "nothing said":
            measures = tone_measures(utterance.prosody, self._baseline)
            spoken = utterance.prosody.speech_seconds
            response, overlap = utterance.response_s, utterance.overlap_s
            if heard != "heard" and overlap:
                # A cough or a door over the customer's voice is nobody cutting in, and nobody waiting.
                response, overlap = None, 0.0
            tone = tone_cues(measures, spoken, response, overlap)
        return Reply(
            heard=heard,
            words=utterance.words,
            cues=tuple(cue for cue in cues if cue.name not in HARMFUL or cue.confidence >= self._floor),
            tone=tone or (),
            measures=measures,
            prosody=utterance.prosody,
            engine=utterance.engine,
            response_s=utterance.response_s,
            overlap_s=utterance.overlap_s,
            cut=utterance.cut,
            stopped=utterance.stopped,
        )

    def _cues(self, words: Sequence[Word], situation: str) -> tuple[Cue, ...]:
        """What the words amount to in a call, where a doubt is read in the learner's favour.

        Good practice counts where a phrase or free wording shows it; poor practice where a phrase that the whole
        reply bears out shows it, or free wording that is SURE_OF_HARM.
        """
        weighed = {cue.name: cue for cue in self._phrases.find(words, situation)}
        by_phrase = self._phrases.by_phrase(words, situation).cues
        good = {name: cue for name, cue in by_phrase.items() if name not in HARMFUL} | weighed
        cues = {
            name: cue
            for name, cue in good.items()
            if name not in HARMFUL or name in by_phrase or cue.likelihood >= SURE_OF_HARM
        }
        if "escalate" not in cues:
            cues.pop("reason", None)
        return tuple(sorted(cues.values(), key=lambda cue: (cue.first, cue.last, PHRASE_CUES.index(cue.name))))

    def _heard(self, utterance: Utterance) -> Heard:
        if utterance.samples is None and not utterance.words:
            return "nothing said"
        return "heard" if utterance.heard_share(self._floor) > MOST_UNSURE else "not heard"
