"""Where words stand in a call's recording."""

from dataclasses import dataclass

from kiosk.roleplay.turns import Turn


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the recording, in seconds from its beginning."""

    start: float
    end: float


def word_span(turn: Turn, first: int, last: int) -> Span | None:
    """The stretch that holds the words `first` to `last`, both included; None where they have no times."""
    reply, words = reply_span(turn), turn.reply.words[first : last + 1]
    if reply is None or not words or words[-1].end <= 0:
        return None
    return Span(round(reply.start + words[0].start, 2), round(min(reply.start + words[-1].end, reply.end), 2))


def reply_span(turn: Turn) -> Span | None:
    """The stretch that holds a reply's sound; None for a reply without sound."""
    times = turn.times
    return Span(round(times.reply_start, 2), round(times.reply_end, 2)) if times.reply_end > times.reply_start else None


def customer_span(turn: Turn) -> Span | None:
    """The stretch that holds the customer's lines before a reply; None where they were not recorded."""
    times = turn.times
    if times.customer_end <= times.customer_start:
        return None
    return Span(round(times.customer_start, 2), round(times.customer_end, 2))
