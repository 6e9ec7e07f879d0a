"""Connection: sends calls to one server, again where that is safe, and turns what fails into the errors of the tree."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from burnish.errors import BurnishError
from burnish.sdk.account import Account
from burnish.sdk.calls import Call, failure_of, headers_for, next_pause_s, succeeded

__all__ = ["Connection"]


class Connection:
    """A server, a key, and a pool of connections.

    A call that is repeatable (see `Call.repeatable`) is sent up to `retries` times more where the network or the server failed in passing,
    with random pauses that grow; any other call is sent once.
    """

    def __init__(self, account: Account, *, timeout_s: float, retries: int, transport: httpx.AsyncBaseTransport | None) -> None:
        self.account = account
        self.retries = retries
        self._timeout_s = timeout_s
        self._http = httpx.AsyncClient(
            base_url=account.url,
            headers=headers_for(account),
            timeout=httpx.Timeout(timeout_s),
            transport=transport,
            trust_env=not account.is_local,
        )

    async def send(self, call: Call) -> httpx.Response:
        """The answer to a call, if it is a success.

        Raises:
            OutboundError: the server gave no answer.
            BurnishError: what the server says is wrong, by the code that it gives.
        """
        attempt = 0
        while True:
            outcome: httpx.Response | httpx.RequestError
            try:
                outcome = await self._http.request(
                    call.method, call.path, params=call.parameters, json=call.body, headers=dict(call.headers)
                )
            except httpx.RequestError as error:
                outcome = error
            if succeeded(outcome, call, attempt):
                return outcome
            pause = next_pause_s(call, attempt, self.retries, outcome)
            if pause is None:
                raise failure_of(outcome, self.account)
            await asyncio.sleep(pause)
            attempt += 1

    @asynccontextmanager
    async def open(self, call: Call, *, silence_s: float | None = None) -> AsyncIterator[httpx.Response]:
        """A success whose body has not been read: `response.aiter_bytes()` gives it as it comes. Sent once.

        Args:
            call: what to send.
            silence_s: seconds without a byte after which the connection counts as lost; by default the client's timeout.

        Raises:
            OutboundError: the server gave no answer, or broke off.
            BurnishError: what the server says is wrong.
        """
        timeout = httpx.Timeout(self._timeout_s, read=silence_s or self._timeout_s)
        try:
            async with self._http.stream(
                call.method, call.path, params=call.parameters, json=call.body, headers=dict(call.headers), timeout=timeout
            ) as response:
                if not response.is_success:
                    await response.aread()
                    raise failure_of(response, self.account)
                yield response
        except httpx.RequestError as error:
            raise failure_of(error, self.account) from error
        except httpx.StreamError as error:
            raise BurnishError(f"the stream was used after its end: {error}", fix="open it again") from error

    async def close(self) -> None:
        """Close what is open."""
        await self._http.aclose()
