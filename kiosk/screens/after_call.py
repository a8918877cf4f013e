"""What becomes of a call that is over: its debrief, and what the learner writes down about it."""

import threading
from collections.abc import Callable

from kiosk.records.store import RecordStore
from kiosk.roleplay.scenario import Scenario
from kiosk.roleplay.turns import CallNotes, CallRecord
from kiosk.screens.crew import Crew
from kiosk.screens.write_up import WrittenUp, write_up


class AfterCall:
    """One call that is over. Belongs to the event loop; everything slow is done in threads, one after another."""

    def __init__(
        self,
        crew: Crew,
        store: RecordStore,
        scenario: Scenario,
        call: str,
        written: Callable[[], None],
        failed: Callable[[str], None],
    ) -> None:
        """`written`: there is a `page`, or a new one; `failed`: one line for the screen."""
        self.page: WrittenUp | None = None
        """The debrief, once it is written."""
        self._crew, self._store, self._scenario, self._call = crew, store, scenario, call
        self._written, self._failed = written, failed
        self._one_by_one = threading.Lock()
        self._threads: list[threading.Thread] = []
        self._under_way = 0

    @property
    def complete(self) -> bool:
        """Whether the page holds all that was written down until now."""
        return self.page is not None and not self._under_way

    def write_up(self, record: Callable[[], CallRecord]) -> None:
        """Write the debrief; `record` is asked for in a thread."""

        def work() -> WrittenUp:
            with self._one_by_one:
                return write_up(self._store, self._scenario, record())

        self._under_way += 1
        self._threads.append(self._crew.do("write up", work, self._have_page, self._have_failed))

    def wait(self) -> None:
        """Wait, in a thread, until all is written that there was to write."""
        for thread in self._threads:
            thread.join()

    def note(self, reference: str, summary: str) -> None:
        """Keep the notes, and write the debrief with them."""
        self._keep(lambda: self._store.set_notes(self._call, CallNotes(reference, summary)))

    def reflect(self, text: str) -> None:
        """Keep the reflection, and write the debrief with it."""
        self._keep(lambda: self._store.set_reflection(self._call, text))

    def _keep(self, keep: Callable[[], None]) -> None:
        def record() -> CallRecord:
            keep()
            return self._store.load(self._call)

        self.write_up(record)

    def _have_page(self, page: WrittenUp) -> None:
        self._under_way -= 1
        self.page = page
        self._written()

    def _have_failed(self, line: str) -> None:
        self._under_way -= 1
        self._failed(line)
