"""How many replies are cut off, and how long the end of a turn takes: by the rule, and by a fixed pause."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.commands.benchmarks.recordings import missing, recordings
from kiosk.commands.benchmarks.turn_sounds import (
    Remembered,
    deepest_dip,
    hesitating,
    stops,
    with_silence,
)
from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.recogniser import Recogniser
from kiosk.roleplay.ears import relied_on, waits_by
from kiosk.roleplay.loading import scenario_files
from kiosk.roleplay.rehearsal import load_rehearsal
from kiosk.roleplay.staging import DEMO, new_completion, new_speaker, recogniser_for, stage_scenario
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, AudioClip, Samples
from kiosk.sound.listen import TurnSound, Wait, hear_turn
from kiosk.sound.recordings import RecordedReplies
from kiosk.sound.resample import to_rate
from kiosk.sound.turn_end import TurnEnd

HESITATIONS: Final = (0.3, 0.6, 0.9, 1.2)
"""Seconds of silence put into a reply."""
_CUT_FLUENT, _CUT_HESITANT = "turns cut off, fluent", "turns cut off, with one hesitation of 0.3–1.2 s"
_WAIT: Final = "wait after a fluent turn"
_HEARD: Final = "recorded orders, by the voice alone, seen when the rule's bounds were set"
_SCRIPT: Final = "good"


@dataclass
class _Ends:
    """How some turns ended."""

    cut: list[bool] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    """Seconds from the last speech, of the turns that were not cut off."""

    def add(self, turn: TurnSound, last_speech: float) -> None:
        """Count a turn; its sound goes on to be spoken until second `last_speech`."""
        assert turn.speech_start is not None
        end = turn.waited - turn.speech_start + len(turn.samples) / RATE
        self.cut.append(end < last_speech)
        if end >= last_speech:
            self.waits.append(end - last_speech)

    def figures(self, what: str, fluent: bool, remark: str, budget: bool) -> Iterator[Figure]:
        """Share cut off; of fluent turns also the wait at their end. budget: whether they are held against one."""
        share, most = 100 * float(np.mean(self.cut)), 2 if fluent else 10
        yield Figure(what, share, "%", most if budget else None, digits=1, remark=remark)
        for name, percent, limit in (("median", 50, 0.4), ("90th percentile", 90, 0.7)) if fluent else ():
            wait = float(np.percentile(self.waits, percent))
            yield Figure(f"{_WAIT}, {name}", wait, "s", limit if budget else None, remark=remark)


@dataclass
class _Both:
    """The same turns by the rule and by the fixed pause."""

    rule: _Ends = field(default_factory=_Ends)
    fixed: _Ends = field(default_factory=_Ends)

    def figures(self, what: str, fluent: bool, remark: str, pause: float) -> Iterator[Figure]:
        """Those of the rule, held against the budget, and those of the pause beside them."""
        among = f"{len(self.rule.cut)} {remark}"
        yield from self.rule.figures(what, fluent, among, budget=True)
        yield from self.fixed.figures(what, fluent, f"{among}; fixed pause {pause} s", budget=False)


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Turns cut off and waits, on recorded orders by many people and on synthesised replies with their words."""
    yield from _recorded(settings, data)
    yield from _synthesised(settings)


def _recorded(settings: Settings, data: Path | None) -> Iterator[Figure]:
    if lacking := missing(data, "speech/barista"):
        yield needs(_CUT_FLUENT, lacking, 2, "%")
        yield needs(_CUT_HESITANT, lacking, 10, "%")
        return
    assert data is not None
    fluent, hesitant = _Both(), _Both()
    # Every second one: the rule's weights were chosen on the others, though its bounds were moved with these in view.
    for _, samples in islice(recordings(data / "speech/barista"), 1, None, 2):
        _try(samples, settings, fluent)
        _hesitate(samples, deepest_dip(samples), settings, hesitant)
    yield from fluent.figures(_CUT_FLUENT, True, _HEARD, settings.pause)
    yield from hesitant.figures(_CUT_HESITANT, False, _HEARD, settings.pause)


def _synthesised(settings: Settings) -> Iterator[Figure]:
    fluent, after_open, after_other = _Both(), _Both(), _Both()
    recogniser = recogniser_for(None, DEMO, settings)
    for samples in _replies(settings):
        _try(samples, settings, fluent, recogniser)
        words = recognise_clip(recogniser, samples)
        _hesitate(samples, stops(words, after_open=True), settings, after_open, recogniser)
        _hesitate(samples, stops(words, after_open=False), settings, after_other, recogniser)
    remark = "synthesised replies, with their words, seen when the rule was set"
    yield from fluent.figures(_CUT_FLUENT, True, remark, settings.pause)
    yield from after_open.figures(_CUT_HESITANT, False, f"{remark}, after 'and', 'because', 'the' …", settings.pause)
    yield from after_other.figures(_CUT_HESITANT, False, f"{remark}, after any other word", settings.pause)


def _replies(settings: Settings) -> Iterator[Samples]:
    """The scripted good replies, spoken."""
    with new_speaker(settings) as speaker:
        for name, file in scenario_files(settings.scenario_folders).items():
            for turn in load_rehearsal(file, _SCRIPT, stage_scenario(name, settings).scenario).script.turns:
                if turn.say:
                    clip = speaker.render(turn.say, "learner", "neutral")
                    yield to_rate(clip.samples, clip.rate, RATE)


def _hesitate(
    samples: Samples, places: list[float], settings: Settings, ends: _Both, recogniser: Recogniser | None = None
) -> None:
    """Try the reply with a hesitation of each length in the middle one of the `places` (s), if there are any."""
    if not places:
        return
    at = places[len(places) // 2]
    for seconds in HESITATIONS:
        _try(hesitating(samples, at, seconds, room_tone=recogniser is None), settings, ends, recogniser)


def _try(samples: Samples, settings: Settings, ends: _Both, recogniser: Recogniser | None = None) -> None:
    """End the turn of `samples` by either rule; without a recogniser nothing is known of its words."""
    silence = max(settings.pause, 1.0) * 2
    sound = with_silence(samples, silence, room_tone=recogniser is None)
    detector = Remembered()
    whole = _hear(sound, TurnEnd(detector, None))
    if whole.speech_start is None or whole.speech_end is None:
        return
    last_speech = whole.waited - whole.speech_start + whole.speech_end
    ends.fixed.add(_hear(sound, TurnEnd(detector, settings.pause)), last_speech)
    completion = new_completion(settings)
    if recogniser is None:
        turn = _hear(sound, TurnEnd(detector, settings.pause), on_stop=waits_by(completion, lambda: None))
    else:
        stream = recogniser.stream()
        turn = _hear(
            sound,
            TurnEnd(detector, settings.pause),
            stream.accept,
            waits_by(completion, partial(relied_on, recogniser, stream)),
        )
        stream.finish()
    ends.rule.add(turn, last_speech)


def _hear(
    sound: Samples,
    turn_end: TurnEnd,
    on_chunk: Callable[[Samples], None] = lambda _: None,
    on_stop: Callable[[TurnSound], Wait] | None = None,
) -> TurnSound:
    return hear_turn(RecordedReplies([AudioClip(sound, RATE)]), turn_end, on_chunk, on_stop)
