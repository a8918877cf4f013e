"""A web server with a few files, which serves one kind of them as badly as a test asks for."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class FileServer:
    """Serves `files` (path → content) on a free port of this machine."""

    def __init__(self, flaky: str) -> None:
        """`flaky`: how the paths end whose answers break off and may be asked for in part."""
        self.files: dict[str, bytes] = {}
        self.breaks_after: list[int] = []
        """Bytes after which each of the coming answers breaks off."""
        self.takes_ranges = True
        self.etag = '"1"'
        self.asked: list[str | None] = []
        """The Range of each request for a flaky file."""
        self._flaky = flaky
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                server._answer(self)

            def log_message(self, *_args: Any) -> None:
                """Keep the tests' output readable."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        threading.Thread(target=self._http.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self._http.shutdown()
        self._http.server_close()

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        body = self.files.get(request.path)
        if not body:
            request.send_error(404)
        elif request.path.endswith(self._flaky):
            self._send_flaky(request, body)
        else:
            self._send(request, 200, body, {})

    def _send_flaky(self, request: BaseHTTPRequestHandler, body: bytes) -> None:
        wanted = request.headers.get("Range")
        self.asked.append(wanted)
        headers = {"ETag": self.etag}
        status, start = 200, 0
        if wanted and request.headers.get("If-Range") == self.etag and self.takes_ranges:
            status, start = 206, int(wanted.removeprefix("bytes=").removesuffix("-"))
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        sent = len(body) - start
        self._send(request, status, body[start:], headers, self.breaks_after.pop(0) if self.breaks_after else sent)

    def _send(
        self,
        request: BaseHTTPRequestHandler,
        status: int,
        body: bytes,
        headers: dict[str, str],
        sent: int | None = None,
    ) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body[:sent])
        request.close_connection = True
