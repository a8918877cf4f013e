"""The memory of a kiosk that runs for months."""

import platform
import subprocess
import sys

import pytest

COUNT = """
import ctypes, threading
from kiosk.commands.memory import use_few_arenas
{first}
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
together = threading.Barrier(8)
def take():
    libc.malloc(100)
    together.wait()
threads = [threading.Thread(target=take) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
libc.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fdopen(1, b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="arenas are a matter of glibc")
def test_all_threads_of_the_kiosk_share_two_arenas():
    def arenas(first):
        told = subprocess.run([sys.executable, "-c", COUNT.format(first=first)], capture_output=True, check=True)
        return told.stdout.count(b"<heap nr")

    assert arenas("") > 2
    assert arenas("use_few_arenas()") == 2
