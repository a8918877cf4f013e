"""How quickly the customer answers, and what a call takes of this machine."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from kiosk.commands.benchmarks import interruption
from kiosk.commands.benchmarks.figure import Figure, needs
from kiosk.commands.benchmarks.turn_sounds import spoken_in
from kiosk.hearing.recogniser import Recogniser
from kiosk.hearing.turn_completion import LONGEST
from kiosk.roleplay.call import Play
from kiosk.roleplay.ears import SpokenReplies
from kiosk.roleplay.loading import scenario_files
from kiosk.roleplay.mouth import CustomerMouth
from kiosk.roleplay.rehearsal import load_rehearsal
from kiosk.roleplay.staging import (
    DEMO,
    Staged,
    new_completion,
    new_judge,
    new_speaker,
    new_turn_end,
    recogniser_for,
    stage_scenario,
)
from kiosk.settings import Settings
from kiosk.sound.audio import RATE, AudioChunk
from kiosk.sound.recordings import RecordedReplies
from kiosk.speaking.speaker import Speaker

_SCRIPT: Final = "good"
_LAST_WORD: Final = "learner's last word → customer's first sound"


@dataclass
class _Taken:
    """What was measured over the replies of some calls."""

    delays: list[float] = field(default_factory=list)
    """Seconds of silence waited for, and of work after it, reply by reply."""
    work: float = 0.0
    """Seconds of processor time."""
    seconds: float = 0.0
    """Length of the calls: both voices."""


def measure(settings: Settings, data: Path | None) -> Iterator[Figure]:
    """Answering times and the processor's share over the scripted good calls, spoken and recognised; memory."""
    taken = _Taken()
    with new_speaker(settings) as speaker:
        for name in scenario_files(settings.scenario_folders):
            staged = stage_scenario(name, settings)
            _hold(staged, settings, speaker, recogniser_for(staged, DEMO, settings), taken)
        interrupted = list(interruption.measure(speaker))
    remark = f"{len(taken.delays)} synthesised replies, the usual pause {settings.pause} s"
    yield Figure(f"{_LAST_WORD}, median", float(np.median(taken.delays)), "s", 0.4, remark=remark)
    yield Figure(f"{_LAST_WORD}, 90th percentile", float(np.percentile(taken.delays, 90)), "s", 0.7, remark=remark)
    yield from interrupted
    yield Figure("one call's processor use, of one core", 100 * taken.work / taken.seconds, "%", 35, digits=1)
    yield from _whole_process()


def _hold(staged: Staged, settings: Settings, speaker: Speaker, recogniser: Recogniser, taken: _Taken) -> None:
    scenario = staged.scenario
    play, mouth = Play(scenario), CustomerMouth(scenario, speaker)
    judge = new_judge(scenario, settings, recogniser.confidence_floor)
    mouth.rehearse_lines()
    script = load_rehearsal(staged.file, _SCRIPT, scenario).script
    replies = _InTime(
        [speaker.render(turn.say, "learner", "neutral") for turn in script.turns if turn.say],
        settings.pause * LONGEST + 1.0,
    )
    turn_end, completion = new_turn_end(settings, scenario), new_completion(settings)
    ears, state = SpokenReplies(replies, recogniser, turn_end, completion), play.open()
    while state.ending is None and replies.left:
        began_work = time.process_time()
        heard = ears.hear(lambda words: None)
        assert heard is not None
        state, _ = play.respond(state, judge.judge(heard, " ".join(line.text for line in state.last)))
        clips = [mouth.clip(line) for line in state.last]
        taken.delays.append(time.perf_counter() - replies.last_word)
        taken.work += time.process_time() - began_work
        seconds = 0.0 if heard.samples is None else len(heard.samples) / RATE
        taken.seconds += seconds + sum(clip.seconds for clip in clips)


class _InTime(RecordedReplies):
    """Recorded replies of which the silence after the last word takes as long as it would."""

    last_word = 0.0
    """When the last word of the reply that is heard was over (time.perf_counter)."""

    def listen(self) -> Iterator[AudioChunk]:
        """See RecordedReplies."""
        chunks = list(super().listen())
        turn = spoken_in(np.concatenate([chunk.samples for chunk in chunks]))
        assert turn.speech_start is not None
        assert turn.speech_end is not None
        last_word = turn.waited - turn.speech_start + turn.speech_end
        for chunk in chunks:
            beyond = (chunk.start + len(chunk.samples)) / RATE - last_word
            if beyond <= 0:
                self.last_word = time.perf_counter() - beyond
            else:
                time.sleep(max(0.0, self.last_word + beyond - time.perf_counter()))
            yield chunk


def _whole_process() -> Iterator[Figure]:
    """What whole commands take: the memory of a call, the time of a check."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "KIOSK_DATA": folder}
        _kiosk("demo", environment)
        yield _memory()
        began = time.perf_counter()
        _kiosk("check", environment)
        yield Figure("kiosk check of all role-plays", time.perf_counter() - began, "s", 5, digits=1)
    yield needs("completed turns lost by kill −9", "no measuring: tests/records proves it", 0)


def _kiosk(command: str, environment: dict[str, str]) -> None:
    subprocess.run([sys.executable, "-m", "kiosk", command], env=environment, capture_output=True, check=True)


def _memory() -> Figure:
    what = "memory of a call, model included"
    if sys.platform == "win32":
        return needs(what, "a system that tells the most memory a process has had", 450, "MB")
    import resource

    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    megabytes = most / (1e6 if sys.platform == "darwin" else 1e3)
    return Figure(what, megabytes, "MB", 450, digits=0, remark="kiosk demo, from beginning to end")
