"""Whether this process can serve: asked by supervisors and proxies, answered without the page thread."""

from __future__ import annotations

import asyncio
import logging

import psycopg

from handrail.core.async_database import connect

_KEPT_SECONDS = 1.0
log = logging.getLogger(__name__)


class Health:
    """Asks the database at most once a second, however often it is asked."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout
        self._lock = asyncio.Lock()
        self._known_until = 0.0
        self._well = False

    async def is_well(self) -> bool:
        """True when the database answered within the timeout (seconds)."""
        async with self._lock:
            now = asyncio.get_running_loop().time()
            if now >= self._known_until:
                self._well = await self._ask()
                self._known_until = asyncio.get_running_loop().time() + _KEPT_SECONDS
            return self._well

    async def _ask(self) -> bool:
        try:
            async with asyncio.timeout(self._timeout), await connect(connect_timeout=2) as connection:
                await connection.execute("SELECT 1")
        except (psycopg.Error, OSError, TimeoutError) as error:
            log.warning("Health: the database does not answer (%s)", type(error).__name__)
            return False
        return True
