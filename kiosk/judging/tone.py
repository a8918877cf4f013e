"""Tone cues: what a trained ear marks in how a reply was spoken, against the speaker's own baseline.

Everything here is a measure of a voice. Nothing here names, or may name, what the speaker feels.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import log2
from typing import Final

from kiosk.hearing.baseline import Baseline
from kiosk.hearing.utterance import Prosody

RAISED_DB: Final = 5.0
"""dB above the own baseline that count as a raised voice.

Set on RAVDESS, actors 1 to 12, against each actor's own neutral clips: flags 100 % of the strongly and 77 % of the
normally angry clips, and none of the calm and neutral ones (at 4 dB 88 % and 0.5 %, at 6 dB 69 % and none).
"""

STEADY_DB: Final = (-8.0, 3.0)
"""Range of the level, in dB against the baseline, that counts as steady. RAVDESS, calm: median -3, rarely below -8."""

RUSHED_RATIO: Final = 1.3
"""Pace against the baseline that counts as rushed.

Syllables found in sound scatter by 0.7 to 1.25 around a reader's own median on LibriSpeech clips of 2 s and more.
"""

SLOWED_RATIO: Final = 0.7
"""Pace against the baseline at or below which it counts as slowed: below that scatter."""

EVEN_RATIO: Final = (0.8, 1.2)
"""Range of the pace against the baseline that counts as even: the middle of that scatter."""

FLAT_RATIO: Final = 0.5
"""Spread of the pitch, as a share of the own one, at or below which a voice is flat.

None of 50 LibriSpeech clips falls below it (least: 0.6 of the reader's own median).
"""

LONG_PAUSE_S: Final = 0.8
"""Seconds of silence inside a reply that make a long pause.

Campione and Veronis (2002), over 6,000 pauses in five languages: those over 1 s are rare and belong to spontaneous
speech; a turn is given up after about that long, so somewhat shorter ones are counted here.
"""

LONG_PAUSES: Final = 2
"""Long pauses, each longer than any of the baseline's own, that count: a single one is a thought."""

LEAST_SPEECH_S: Final = 2.0
"""Seconds of speech from which pace and spread of the pitch are judged."""

CUT_IN_S: Final = 0.5
"""Seconds spoken over the customer that count as cutting in; a "mm-hm" is shorter (Heldner and Edlund 2010)."""

NO_OVERLAP_S: Final = 0.2
"""Overlap up to which somebody has waited: turns often meet within 0.2 s (Stivers and others 2009)."""

LONG_SILENCE_S: Final = 4.0
"""Seconds without an answer that count as a long silence.

In conversation 1 s is already long (Jefferson 1989); a learner also has to think, so only four times that counts.
"""


@dataclass(frozen=True, slots=True)
class ToneMeasures:
    """One utterance against the speaker's baseline. None where it could not be taken; `unheard` says why."""

    level_db: float | None = None
    """Speech level above (+) or below (-) the baseline, dB."""
    pitch_st: float | None = None
    """Median pitch above or below the baseline, semitones."""
    rate_ratio: float | None = None
    """Syllables a second, as a multiple of the baseline's."""
    range_ratio: float | None = None
    """Spread of the pitch, as a multiple of the baseline's."""
    long_pauses: tuple[float, ...] | None = None
    """The pauses inside the reply of LONG_PAUSE_S or more that are longer than any of the baseline's, s."""
    unheard: dict[str, str] = field(default_factory=dict)
    """Measure → why it could not be taken."""


@dataclass(frozen=True, slots=True)
class ToneCue:
    """A tone cue with the figure behind it."""

    name: str
    """raised_voice, rushed, slowed, flat, long_pauses, cutting_in, long_silence; steady, even_pace, waited."""
    value: float
    unit: str
    """dB, ratio or s."""
    reason: str
    """The figure in a sentence that the learner may read."""


def tone_measures(prosody: Prosody, baseline: Baseline) -> ToneMeasures:
    """Hold an utterance against the baseline."""
    unheard: dict[str, str] = {}

    def both(name: str, source: str) -> tuple[float, float] | None:
        here, own = getattr(prosody, source), getattr(baseline, source)
        if here is None:
            unheard[name] = prosody.unheard.get(source, "not measured")
        elif own is None:
            unheard[name] = f"baseline: {baseline.unheard[source]}" if source in baseline.unheard else "no baseline"
        elif source != "level_db" and own <= 0:
            unheard[name] = "baseline is 0"
        else:
            return here, own
        return None

    level, pitch = both("level_db", "level_db"), both("pitch_st", "pitch_hz")
    rate, spread = both("rate_ratio", "rate"), both("range_ratio", "pitch_range_st")
    return ToneMeasures(
        level_db=level[0] - level[1] if level else None,
        pitch_st=12 * log2(pitch[0] / pitch[1]) if pitch else None,
        rate_ratio=rate[0] / rate[1] if rate else None,
        range_ratio=spread[0] / spread[1] if spread else None,
        long_pauses=_long_pauses(prosody, baseline),
        unheard=unheard,
    )


def _long_pauses(prosody: Prosody, baseline: Baseline) -> tuple[float, ...] | None:
    if prosody.speech_seconds == 0 or baseline.longest_pause is None:
        return None
    return tuple(pause for pause in prosody.pauses if pause >= LONG_PAUSE_S and pause > baseline.longest_pause)


def tone_cues(
    measures: ToneMeasures, speech_seconds: float, response_s: float | None = None, overlap_s: float = 0.0
) -> tuple[ToneCue, ...]:
    """The tone cues of one reply. A measure that could not be taken gives neither a cue nor its twin.

    `speech_seconds`: seconds of speech in the reply; `response_s`: seconds from the end of the customer's line to
    the first speech, None where that is not known (a typed reply, a recording); `overlap_s`: seconds spoken over
    the customer.
    """
    return (
        *_level_cues(measures),
        *(_pace_cues(measures) if speech_seconds >= LEAST_SPEECH_S else ()),
        *_turn_cues(response_s, overlap_s),
    )


def _level_cues(measures: ToneMeasures) -> Iterator[ToneCue]:
    level = measures.level_db
    if level is None:
        return
    if level >= RAISED_DB:
        yield ToneCue("raised_voice", level, "dB", f"{level:.0f} dB above your own baseline")
    elif STEADY_DB[0] <= level <= STEADY_DB[1]:
        yield ToneCue("steady", level, "dB", f"level within {abs(level):.0f} dB of your own baseline")


def _pace_cues(measures: ToneMeasures) -> Iterator[ToneCue]:
    rate, spread = measures.rate_ratio, measures.range_ratio
    if rate is not None and rate >= RUSHED_RATIO:
        yield ToneCue("rushed", rate, "ratio", f"{rate:.1f} times your own pace")
    elif rate is not None and rate <= SLOWED_RATIO:
        yield ToneCue("slowed", rate, "ratio", f"{rate:.1f} times your own pace")
    elif rate is not None and EVEN_RATIO[0] <= rate <= EVEN_RATIO[1]:
        yield ToneCue("even_pace", rate, "ratio", f"{rate:.1f} times your own pace")
    if spread is not None and spread <= FLAT_RATIO:
        reason = f"pitch moved over {100 * spread:.0f} % of your usual range"
        yield ToneCue("flat", spread, "ratio", reason)
    pauses = measures.long_pauses or ()
    if len(pauses) >= LONG_PAUSES:
        reason = f"{len(pauses)} pauses longer than your own, the longest {max(pauses):.1f} s"
        yield ToneCue("long_pauses", max(pauses), "s", reason)


def _turn_cues(response_s: float | None, overlap_s: float) -> Iterator[ToneCue]:
    if overlap_s >= CUT_IN_S:
        yield ToneCue("cutting_in", overlap_s, "s", f"{overlap_s:.1f} s spoken over the customer")
    elif response_s is not None and response_s >= LONG_SILENCE_S:
        yield ToneCue("long_silence", response_s, "s", f"{response_s:.1f} s before the answer began")
    elif response_s is not None and overlap_s <= NO_OVERLAP_S:
        yield ToneCue("waited", max(0.0, response_s), "s", "let the customer finish, then answered")
