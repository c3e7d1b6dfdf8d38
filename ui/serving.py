"""`opc serve`: takes the port, opens the service, serves until told to stop, and closes what it opened."""

from __future__ import annotations

import signal
from collections.abc import Callable

import uvicorn

from agent.assembly import Progress, open_service
from agent.settings import Settings
from ui.app import create_app
from ui.port import listening

GRACE = 30
"""Seconds that streams get to end after a stop."""


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.started:
            self._ready()


async def serve(settings: Settings, ready: Callable[[str], None], progress: Progress | None = None) -> None:
    """Serves until SIGINT or SIGTERM. `ready` is told the address once it answers. Raises as `listening` and `open_service`."""
    listener = listening(settings.host, settings.port)
    with listener:
        async with open_service(settings, progress=progress) as service:
            config = uvicorn.Config(
                create_app(service, settings),
                # Access logs would hold what people searched for.
                access_log=False,
                log_level="warning",
                server_header=False,
                ws="none",
                timeout_graceful_shutdown=GRACE,
            )
            host = f"[{settings.host}]" if ":" in settings.host.strip("[]") else settings.host
            address = f"http://{host}:{listener.getsockname()[1]}"
            server = _Server(config, lambda: ready(address))
            # uvicorn raises the signal again once it has stopped; stores are closed after that, not by it.
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: None)
            await server.serve(sockets=[listener])
