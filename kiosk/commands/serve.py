"""`kiosk`: open the kiosk's screen."""

import argparse
from datetime import datetime

from kiosk.commands.output import note, result
from kiosk.errors import BadInput
from kiosk.records.retention import erase_expired
from kiosk.records.store import RecordStore
from kiosk.settings import Settings


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--host", metavar="ADDRESS", help="address to serve the screen on (settings: host)")
    parser.add_argument("--port", type=int, metavar="NUMBER", help="port to serve the screen on; 0: any free one")
    parser.add_argument(
        "--browser-microphone", action="store_true", help="use the browser's microphone and sound, not this machine's"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    # Imported here: `kiosk --help` comes by this file, and waits for none of it.
    from kiosk.screens.app import make_app
    from kiosk.screens.crew import Crew
    from kiosk.screens.desk import Desk
    from kiosk.screens.server import address_of, open_port, serve_until_stopped

    host = options.host or settings.host
    port = settings.port if options.port is None else options.port
    if not 0 <= port <= 65535:
        raise BadInput(f"--port {port}: not a port: choose one from 1024 to 65535, or 0 for any free one")
    listening = open_port(host, port)
    store = RecordStore(settings.data)
    crew = Crew(settings, browser_sound=options.browser_microphone)
    try:
        if erased := erase_expired(store, settings.keep_days, datetime.now().astimezone()):
            note(f"erased {erased} calls older than {settings.keep_days} days")
        app = make_app(crew, Desk(crew, store), host)
        result(address_of(host, listening.getsockname()[1]))
        serve_until_stopped(app, listening)
    finally:
        crew.close()
        listening.close()
        store.close()
    return 0
