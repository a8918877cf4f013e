"""`kiosk`: open the kiosk's screen."""

import argparse

from kiosk.commands.output import result
from kiosk.settings import Settings


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add the command's own options."""
    parser.add_argument("--host", metavar="ADDRESS", help="address to serve the screen on (settings: host)")
    parser.add_argument("--port", type=int, metavar="NUMBER", help="port to serve the screen on (settings: port)")
    parser.add_argument(
        "--browser-microphone", action="store_true", help="use the browser's microphone and sound, not this machine's"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace, settings: Settings) -> int:
    from starlette.applications import Starlette
    from starlette.responses import PlainTextResponse
    from starlette.routing import Route

    from kiosk.screens.server import address_of, open_port, serve_until_stopped

    host, port = options.host or settings.host, options.port or settings.port
    listening = open_port(host, port)
    result(f"{address_of(host, listening.getsockname()[1])}")
    app = Starlette(routes=[Route("/", lambda _: PlainTextResponse("The kiosk."))])
    serve_until_stopped(app, listening)
    return 0
