"""The sound devices of this machine, through PortAudio."""

import difflib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from kiosk.errors import BadInput, MissingPart
from kiosk.sound.audio import Samples

LOST: Final = 0.5
"""Seconds without a callback after which a device counts as lost: 25 blocks. PortAudio reports no error
when a source is suspended or unplugged; the longest gap measured between callbacks here was 21 ms."""

FIRST_CALL: Final = 3.0
"""Seconds a freshly opened stream may take to its first callback; PulseAudio has been seen to need 2."""

_STEADY: Final = 0.2
"""Seconds of callbacks that prove a device: a dead one, too, takes what fills its buffer."""

_BLOCK_SECONDS: Final = 0.02
_OTHER_RATES: Final = (48_000, 44_100, 16_000)
_BUFFER: Final = {"input": 0.1, "output": 0.06}
"""Seconds of buffer asked for. Input blocks come as they fill, so room costs no delay there; before the
loudspeaker every buffered second is one the learner waits."""

_lock = threading.RLock()
_open_streams: "set[Stream]" = set()
# PortAudio is one per process, and so is what is known of it.

InputCallback = Callable[[npt.NDArray[np.int16], int, bool], None]
"""Gets a block (n, channels), its rate in Hz, and whether sound was lost before it."""

OutputCallback = Callable[[int], Samples]
"""Asked for n mono samples; may return fewer, the rest is silence."""


@dataclass(frozen=True, slots=True)
class Device:
    """A sound device as PortAudio lists it."""

    name: str
    host: str
    """The sound system it is reached through, such as "ALSA" or "Windows WASAPI"."""
    inputs: int
    """Channels to record from."""
    outputs: int
    """Channels to play to."""
    rate: int
    """Its own sample rate (Hz)."""
    default_input: bool
    default_output: bool
    index: int


def list_devices() -> tuple[Device, ...]:
    """Return the devices known since PortAudio was last started. Raises MissingPart without PortAudio."""
    with _lock:
        portaudio = _portaudio()
        hosts = portaudio.query_hostapis()
        chosen_in, chosen_out = portaudio.default.device
        return tuple(
            Device(
                name=info["name"],
                host=hosts[info["hostapi"]]["name"],
                inputs=info["max_input_channels"],
                outputs=info["max_output_channels"],
                rate=round(info["default_samplerate"]),
                default_input=index == chosen_in,
                default_output=index == chosen_out,
                index=index,
            )
            for index, info in enumerate(portaudio.query_devices())
        )


class Stream:
    """A running stream. Its device may vanish under it: `alive` tells."""

    def __init__(self, rate: int) -> None:
        """Made by `open_input` and `open_output` only."""
        self.rate = rate
        self.busy = False
        """Set while closing this stream would be heard; `look_again` then leaves PortAudio running."""
        self.closed = False
        self._first_call: float | None = None
        self._called = time.monotonic()
        self._stream: Any = None

    @property
    def alive(self) -> bool:
        """The device still calls back."""
        patience = FIRST_CALL if self._first_call is None else LOST
        return not self.closed and time.monotonic() - self._called < patience

    @property
    def steady(self) -> bool:
        """The device has called back for so long that it is truly there."""
        return self._first_call is not None and self._called - self._first_call >= _STEADY

    @property
    def latency(self) -> float:
        """Seconds between the callback and the air, as PortAudio gives it."""
        with _lock:
            return 0.0 if self.closed else float(self._stream.latency)

    def drop(self) -> None:
        """Throw away what has been handed over and not been played yet, and run on."""
        with _lock:
            if not self.closed:
                self._stream.abort()
                self._stream.start()

    def close(self) -> None:
        """Give the device back; may be called twice."""
        with _lock:
            if not self.closed:
                self.closed = True
                _open_streams.discard(self)
                self._stream.close()

    def run(self, stream: Any) -> None:
        """Start PortAudio's `stream`, whose callback calls `called`."""
        self._stream = stream
        try:
            stream.start()
        except Exception:
            stream.close()
            raise
        _open_streams.add(self)

    def called(self) -> None:
        """Note that the device is there."""
        self._called = time.monotonic()
        if self._first_call is None:
            self._first_call = self._called


def open_input(name: str | None, callback: InputCallback) -> Stream:
    """Open and start the input device called `name` (None: the system's default) at its own rate.

    Raises BadInput for a name that is not there, MissingPart without any input or where it will not open.
    """

    def make(portaudio: Any, stream: Stream, **settings: Any) -> Any:
        def take(sound: npt.NDArray[np.int16], _frames: int, _time: Any, status: Any) -> None:
            stream.called()
            callback(sound.copy(), stream.rate, bool(status.input_overflow))

        return portaudio.InputStream(callback=take, **settings)

    return _open("input", name, make)


def open_output(name: str | None, callback: OutputCallback) -> Stream:
    """Open and start the output device called `name` (None: the system's default) at its own rate.

    Raises BadInput for a name that is not there, MissingPart without any output or where it will not open.
    """

    def make(portaudio: Any, stream: Stream, **settings: Any) -> Any:
        def give(out: npt.NDArray[np.int16], frames: int, _time: Any, _status: Any) -> None:
            stream.called()
            sound = callback(frames)
            out[: len(sound)] = sound[:, np.newaxis]
            out[len(sound) :] = 0

        return portaudio.OutputStream(callback=give, **settings)

    return _open("output", name, make)


def look_again() -> bool:
    """Restart PortAudio, which sees new devices only then; every open stream is closed by it.

    Does nothing and returns False while a living stream is busy.
    """
    with _lock:
        if any(stream.busy and stream.alive for stream in _open_streams):
            return False
        for stream in tuple(_open_streams):
            stream.close()
        portaudio = _portaudio()
        portaudio._terminate()
        portaudio._initialize()
        return True


def _open(kind: str, name: str | None, make: Callable[..., Any]) -> Stream:
    with _lock:
        portaudio = _portaudio()
        device = _find(kind, name)
        most = device.inputs if kind == "input" else device.outputs
        reason = ""
        common = {"device": device.index, "dtype": "int16", "latency": _BUFFER[kind]}
        for rate in dict.fromkeys((device.rate, *_OTHER_RATES)):
            block = round(rate * _BLOCK_SECONDS)
            for channels in sorted({1, min(2, most)}):
                stream = Stream(rate)
                settings = {**common, "samplerate": rate, "channels": channels, "blocksize": block}
                try:
                    stream.run(make(portaudio, stream, **settings))
                except portaudio.PortAudioError as error:
                    reason = reason or str(error)
                else:
                    return stream
        raise MissingPart(f"{kind} device {device.name!r}: will not open ({reason}): is another program using it?")


def _find(kind: str, name: str | None) -> Device:
    usable = [device for device in list_devices() if (device.inputs if kind == "input" else device.outputs)]
    if not usable:
        instead = "the browser's microphone" if kind == "input" else "the browser's sound"
        raise MissingPart(f"no sound {kind} on this machine: plug one in, or use {instead}")
    if name is None:
        chosen = [one for one in usable if (one.default_input if kind == "input" else one.default_output)]
        return (chosen or usable)[0]
    for device in usable:
        if name in (device.name, f"{device.name}, {device.host}"):
            return device
    names = list(dict.fromkeys(device.name for device in usable))
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.3)
    hint = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(names)}"
    raise BadInput(f"no sound {kind} called {name!r}: {hint}")


def _portaudio() -> Any:
    try:
        import sounddevice
    except OSError as error:
        raise MissingPart("no PortAudio library: apt install libportaudio2, or use the browser's microphone") from error
    return sounddevice
