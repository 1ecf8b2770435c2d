"""One open stream: events in order, each once, with a beat, and an eye on whether it may go on."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from handrail.core.database_thread import DatabaseThread, is_database_away
from handrail.core.live.events import CATCH_UP, Event, Item, Meeting, Payload, Signal, Subscription
from handrail.core.live.limits import LiveLimits
from handrail.core.live.registry import Registry
from handrail.core.live.seats import Page, Seat

BEAT = b"event: beat\ndata: {}\n\n"
Write = Callable[[bytes], Awaitable[None]]
Reopen = Callable[[], Awaitable[Subscription | None]]


class Stream:
    """Waits in the hub for events and writes them; `over` is set when it must end.

    `after` is the browser's cursor. Entry ids of one conversation follow its commits,
    so an id that is not above the last one sent has been sent.
    """

    def __init__(
        self,
        limits: LiveLimits,
        thread: DatabaseThread,
        registry: Registry,
        agent_id: int,
        subscription: Subscription,
        after: int | None,
    ) -> None:
        self.agent_id = agent_id
        self.over = asyncio.Event()
        self._limits = limits
        self._thread = thread
        self._registry = registry
        self._changed: set[Page] | None = None
        self._told: Event | None = None
        self._follow(subscription)
        self._last = after
        self._queue: asyncio.Queue[Item] = asyncio.Queue(limits.queue)
        self._now = asyncio.get_running_loop().time
        self._beat_at = self._now() + self._limits.beat
        self._check_at = self._now() + self._limits.check

    def offer(self, payload: Payload) -> None:
        """Take what concerns us from a notification."""
        for item in self._subscription.accepts(payload):
            self.put(item)

    @property
    def seat(self) -> Seat | None:
        """Who is where while this stream is open."""
        return self._meeting.seat if self._meeting else None

    def meet(self, changed: set[Page]) -> None:
        """Somebody came to these pages or left them; what concerns us is told together, as it is by then."""
        if self._meeting is None:
            return
        ours = changed if self.seat is None else changed & {self.seat.page}
        if ours and self._changed is not None:  # None: everything is looked at anyway
            if not self._changed:
                self.put(Signal.MEET)
            self._changed |= ours

    def put(self, item: Item) -> None:
        """Queue an item; when too many wait the stream ends, and the browser resumes from its cursor."""
        try:
            self._queue.put_nowait(item)
        except asyncio.QueueFull:
            self.over.set()

    async def run(self, write: Write, reopen: Reopen) -> None:
        """Write until the person may no longer see this. The stream must have joined the hub before."""
        await write(f"retry: {round(self._limits.retry * 1000)}\n".encode() + BEAT)
        await self._catch_up(write, cut=False)
        await self._meet(write)
        while True:
            item = await self._next()
            if item is CATCH_UP:
                await self._catch_up(write, cut=True)
            elif isinstance(item, Event):
                await self._deliver([item], write)
            elif item is Signal.MEET:
                await self._meet(write)
            elif item is Signal.CHECK:
                # The session is deleted a moment after the sign-out is announced.
                self._check_at = min(self._check_at, self._now() + 1)
            if self._now() >= self._beat_at:
                await write(BEAT)
                self._beat_at = self._now() + self._limits.beat
            if self._now() >= self._check_at and not await self._may_go_on(reopen):
                return

    async def _next(self) -> Item | None:
        """The next item, or None when a beat or a check is due before."""
        try:
            async with asyncio.timeout_at(min(self._beat_at, self._check_at)):
                return await self._queue.get()
        except TimeoutError:
            return None

    async def _catch_up(self, write: Write, *, cut: bool) -> None:
        while True:
            before = self._last
            events = await self._thread.run(self._subscription.backlog, self._last, cut=cut)
            await self._deliver(events, write)
            if self._last == before:
                return

    async def _meet(self, write: Write) -> None:
        changed, self._changed = self._changed, set()
        event = self._meeting.here(self._registry, changed) if self._meeting else None
        if event is not None and event != self._told:
            self._told = event
            await write(event.encode())

    async def _deliver(self, events: Sequence[Event], write: Write) -> None:
        for event in events:
            if event.id is not None:
                if self._last is not None and event.id <= self._last:
                    continue
                self._last = event.id
            await write(event.encode())

    async def _may_go_on(self, reopen: Reopen) -> bool:
        try:
            subscription = await reopen()
        except Exception as error:
            if not is_database_away(error):
                raise
            self._check_at = self._now() + min(self._limits.check, 5)
            return True
        if subscription is None:
            return False
        if subscription != self._subscription:  # may see more or less than before
            self._changed = None
            self.put(Signal.MEET)
        self._follow(subscription)
        self._check_at = self._now() + self._limits.check
        return True

    def _follow(self, subscription: Subscription) -> None:
        self._subscription = subscription
        self._meeting = subscription if isinstance(subscription, Meeting) else None
