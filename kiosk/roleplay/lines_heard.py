"""Can every line of the customer be made out, in every mood it may be said in?"""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from kiosk.hearing.ear import recognise_clip
from kiosk.hearing.recogniser import Recogniser
from kiosk.hearing.word_errors import word_errors
from kiosk.judging.tokens import spell_out
from kiosk.roleplay.scenario import Mood, Scenario
from kiosk.sound.audio import RATE
from kiosk.sound.resample import to_rate
from kiosk.speaking.speaker import Speaker
from kiosk.yaml_file import Fault, read

LEAST_SHARE: Final = 0.9
"""Share of the words understood in the calm renderings that must be understood in each mood, over all its lines."""
LEAST_OF_A_LINE: Final = 0.7
"""The same for a single line: of eight words two may be lost, for the recogniser errs too."""


def hard_to_hear(
    file: Path, scenario: Scenario, speaker: Speaker, recogniser: Recogniser, progress: Callable[[int, int], None]
) -> Iterator[Fault]:
    """Every line, and every mood as a whole, of which too little is understood of what is understood said calmly.

    Renders what is not in the cache yet (about 40 ms a line) and recognises it all (about as long again).
    Raises MissingPart where the engine fails.
    """
    _, places = read(file)
    lines = list(dict.fromkeys(scenario.every_line()))
    voice, calm = scenario.customer.voice, dict[str, int]()
    heard, wanted = Counter[Mood](), Counter[Mood]()
    for done, (text, mood) in enumerate(lines, start=1):
        if text not in calm:
            calm[text] = _understood(text, voice, "calm", speaker, recogniser)
        understood = _understood(text, voice, mood, speaker, recogniser)
        heard[mood] += min(understood, calm[text])
        wanted[mood] += calm[text]
        if understood < LEAST_OF_A_LINE * calm[text]:
            told = f"said {mood}, {understood} words of {text!r} are understood, of {calm[text]} said calmly"
            yield places.fault_in_text(text, f"{told}: shorten it, or bend the voice '{voice}' less")
        progress(done, len(lines))
    for mood in wanted:
        if heard[mood] < LEAST_SHARE * wanted[mood]:
            told = f"said {mood}, {heard[mood]} words of all lines are understood, of {wanted[mood]} said calmly"
            yield places.fault(("customer", "voice"), f"{told}: bend the voice '{voice}' less in this mood")


def _understood(text: str, voice: str, mood: str, speaker: Speaker, recogniser: Recogniser) -> int:
    """Words of the text that are heard in its rendering."""
    clip = speaker.render(text, voice, mood)
    heard = recognise_clip(recogniser, to_rate(clip.samples, clip.rate, RATE))
    errors = word_errors(_spelt(text), _spelt(" ".join(word.text for word in heard)))
    return max(0, errors.spoken - errors.wrong)


def _spelt(text: str) -> str:
    """Words as both a writer and a recogniser have them: no signs, short forms in full."""
    return " ".join(form for word in text.replace("-", " ").split() for form in spell_out(word))
