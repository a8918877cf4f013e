"""What moved the customer between two replies: kept with the turn that follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.roleplay.turns import Dials, Move, Turn


@dataclass(slots=True)
class MovesBefore:
    """Moves since the last turn, all of one cause put together."""

    before: Dials
    """The dials as the last turn left them."""
    moves: tuple[Move, ...] = ()
    hold_s: float = 0.0
    """Seconds on hold since the last turn."""

    def add(self, moves: Sequence[Move]) -> None:
        """Add moves that were really made."""
        for move in moves:
            same = [
                one for one in self.moves if (one.dial, one.sign, one.because) == (move.dial, move.sign, move.because)
            ]
            rest = tuple(one for one in self.moves if one not in same)
            total = move.by + sum(one.by for one in same)
            self.moves = (*rest, replace(move, by=total)) if total else rest

    def with_them(self, turn: Turn) -> Turn:
        """`turn` with everything that came before its reply."""
        return replace(turn, before=self.before, moves=(*self.moves, *turn.moves), hold_s=round(self.hold_s, 1))
