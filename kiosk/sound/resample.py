"""Change of sample rate, whole or as a stream."""

import numpy as np
import numpy.typing as npt

from kiosk.sound.audio import Samples


def to_rate(samples: Samples, rate_in: int, rate_out: int) -> Samples:
    """Return mono 16-bit `samples` (n,) at `rate_out` Hz; unchanged where both rates are the same.

    The same input always gives the same output, to the last bit. The length is n · rate_out / rate_in,
    rounded. Sounds above half the lower rate are filtered out (soxr "HQ").
    """
    if rate_in == rate_out or not len(samples):
        return samples
    import soxr

    return _to_int16(soxr.resample(samples.astype(np.float32), rate_in, rate_out))


class StreamResampler:
    """Changes the rate of a stream that comes in pieces, without seams between them."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        """Both rates in Hz."""
        self.rate_in = rate_in
        self._stream = None
        if rate_in != rate_out:
            import soxr

            self._stream = soxr.ResampleStream(rate_in, rate_out, 1, dtype="float32")

    def push(self, samples: Samples) -> Samples:
        """Take the next mono piece at `rate_in`; return what is ready at the other rate, often shorter."""
        if self._stream is None:
            return samples
        return _to_int16(self._stream.resample_chunk(samples.astype(np.float32)))


def _to_int16(samples: npt.NDArray[np.float32]) -> Samples:
    # Rounded here, not by soxr: its 16-bit output is dithered (a constant 7 comes back as 6 to 8), which
    # puts noise into digital silence.
    return np.clip(np.rint(samples), -32768, 32767).astype(np.int16)
