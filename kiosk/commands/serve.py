"""`kiosk`: open the kiosk's screen."""

import argparse
from contextlib import nullcontext
from datetime import datetime

from kiosk.commands.memory import use_few_arenas
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
    parser.add_argument(
        "--lan",
        action="store_true",
        help="let a projector and phones of this network join; needs a pin",
    )
    parser.add_argument(
        "--kiosk", action="store_true", help="open the screen in Chromium, Chrome or Edge, and nothing else"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    # Imported here: `kiosk --help` comes by this file, and waits for none of it.
    from kiosk.commands.kiosk_browser import find_browser, full_screen
    from kiosk.screens.app import make_app
    from kiosk.screens.crew import Crew
    from kiosk.screens.desk import Desk
    from kiosk.screens.server import address_in_network, address_of, open_port, serve_until_stopped

    use_few_arenas()
    host = _host(options, settings)
    port = settings.port if options.port is None else options.port
    if not 0 <= port <= 65535:
        raise BadInput(f"--port {port}: not a port: choose one from 1024 to 65535, or 0 for any free one")
    browser = find_browser() if options.kiosk else None
    listening = open_port(host, port)
    store = RecordStore(settings.data)
    crew = Crew(settings, browser_sound=options.browser_microphone)
    try:
        if erased := erase_expired(store, settings.keep_days, datetime.now().astimezone()):
            note(f"erased {erased} calls older than {settings.keep_days} days")
        app = make_app(crew, Desk(crew, store), host, lan=options.lan)
        taken = listening.getsockname()[1]
        result(address_of(host, taken))
        if options.lan:
            note(f"in this network: {address_in_network(taken) or 'no network'}/join")
        with full_screen(browser, address_of(host, taken)) if browser else nullcontext() as screen:
            serve_until_stopped(app, listening, screen)
    finally:
        crew.close()
        listening.close()
        store.close()
    return 0


def _host(options: argparse.Namespace, settings: Settings) -> str:
    if not options.lan:
        return str(options.host or settings.host)
    if options.host:
        raise BadInput(f"--lan --host {options.host}: choose one: --lan serves every address of this machine")
    if settings.pin is None:
        raise BadInput('--lan: no PIN is set: write pin = "…" (4 to 8 digits) into kiosk.toml')
    return "0.0.0.0"
