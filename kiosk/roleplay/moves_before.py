"""What moved the customer between two replies: kept with the turn that follows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kiosk.roleplay.call import OUTSIDE
from kiosk.roleplay.turns import Dials, Move, Turn


@dataclass(slots=True)
class MovesBefore:
    """Moves since the last turn, all of one cause put together."""

    before: Dials
    """The dials as the last turn left them."""
    moves: tuple[Move, ...] = ()
    hold_s: float = 0.0
    """Seconds on hold since the last turn."""

    @classmethod
    def of(cls, turn: Turn) -> "MovesBefore":
        """What `with_them` put into a kept turn."""
        return cls(turn.before, tuple(move for move in turn.moves if move.sign in OUTSIDE), turn.hold_s)

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
