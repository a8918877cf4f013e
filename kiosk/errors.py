"""The errors a user meets: each one line saying what, where, the value given and what to do."""


class KioskError(Exception):
    """Something the user can mend. `exit_status` is the status the command line ends with."""

    exit_status = 2


class BadInput(KioskError):
    """Wrong usage or an unusable file or value (exit status 2)."""


class FaultsFound(KioskError):
    """The work was done and found faults (exit status 1)."""

    exit_status = 1


class MissingPart(KioskError):
    """A needed part is not there: no model, no device, no room on the disk (exit status 3)."""

    exit_status = 3
