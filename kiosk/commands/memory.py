"""How the C library shares out this process's memory."""

import ctypes
import sys
from typing import Final

_ARENAS: Final = 2
_M_ARENA_MAX: Final = -8
"""The parameter of glibc's mallopt(3) for the most arenas a process may have."""


def use_few_arenas() -> None:
    """Let all threads share two arenas of the C library; to be called before there are threads.

    Otherwise each new thread of a call gets one of sixteen and more, and each keeps what was once needed in it: `kiosk
    bench screen` then sees the kiosk grow call by call. Does nothing where the C library is not glibc.
    """
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "gnu_get_libc_version"):
        libc.mallopt(_M_ARENA_MAX, _ARENAS)
