"""One measured figure beside its budget."""

from dataclasses import dataclass
from typing import Any, Final

_WHAT: Final = 54


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table."""

    what: str
    value: float | None
    """None: not measured, for the reason in `remark`."""
    unit: str = ""
    budget: float | None = None
    """None: there is no budget for it, it is shown for its own sake."""
    at_least: bool = False
    """The budget is the least there may be, not the most."""
    remark: str = ""
    digits: int = 2

    @property
    def within(self) -> bool | None:
        """Whether the budget is kept; None where there is none, or nothing was measured."""
        if self.value is None or self.budget is None:
            return None
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    def row(self) -> str:
        """The figure as a line of the table."""
        shown = "not measured" if self.value is None else self._number(self.value)
        limit = "" if self.budget is None else f"{'≥' if self.at_least else '≤'} {self._number(self.budget)}"
        verdict = {True: "within", False: "OVER", None: ""}[self.within]
        remark = f"  ({self.remark})" if self.remark else ""
        return f"{self.what:<{_WHAT}} {shown:>14}  {limit:<14} {verdict:<7}{remark}".rstrip()

    def as_json(self, part: str) -> dict[str, Any]:
        """The figure as a JSON object."""
        return {
            "part": part,
            "what": self.what,
            "value": self.value,
            "unit": self.unit,
            "budget": self.budget,
            "within": self.within,
            "remark": self.remark,
        }

    def _number(self, value: float) -> str:
        return f"{value:.{self.digits}f} {self.unit}".rstrip()


def needs(what: str, missing: str, budget: float | None = None, unit: str = "", *, at_least: bool = False) -> Figure:
    """A figure that could not be measured, since `missing` is missing."""
    return Figure(what, None, unit, budget, at_least, f"needs {missing}")
