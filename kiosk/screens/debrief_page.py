"""A written debrief as an answer to a browser: it may use the styles and scripts it was written with, nothing else."""

import asyncio
import base64
import hashlib
import re
from pathlib import Path

from starlette.responses import HTMLResponse


async def debrief_response(file: Path) -> HTMLResponse:
    """The page in `file`, for a frame of the kiosk's own pages."""
    page = await asyncio.to_thread(file.read_text, "utf-8")
    return HTMLResponse(page, headers={"content-security-policy": _policy_for(page)})


def _policy_for(page: str) -> str:
    return (
        f"default-src 'none'; style-src {_hashes('style', page)}; script-src {_hashes('script', page)}; "
        "img-src data:; media-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
    )


def _hashes(tag: str, page: str) -> str:
    bodies = re.findall(rf"<{tag}\b[^>]*>(.*?)</{tag}>", page, re.DOTALL)
    digests = (hashlib.sha256(body.encode()).digest() for body in bodies)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests) or "'none'"
