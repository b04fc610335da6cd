"""/sparql in an asyncio loop: no thread is held, neither by a slow query nor by its reader.

A slow reader of a large answer holds an open file and nothing else; a client that goes away stops
its query, on the query page as well: the page gets what it shows of an answer from here.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

from kg.errors import QueryError
from kg.store.workers.async_pool import AsyncAnswer, ask
from kg.store.workers.protocol import Job
from server.access import note
from server.clients import Watch
from server.messages import Bodies, Receive, Send, send_reply, send_start
from server.pages.query import AnswerStart, asked_text, belongs_in_address, page_job
from server.service import Service
from server.sparql import reply
from server.sparql.known import AnswerTags
from server.sparql.protocol import (
    MAX_BODY,
    ForPeople,
    Planned,
    Preflight,
    QueryRequest,
    Request,
    plan,
)
from server.turns import Threads

LONG_TEXT = 4096
"""Characters from which looking at a text could hold up others; most queries have some hundreds."""


class Endpoint:
    """Answers SPARQL requests; `bodies` reads what they carry, `threads` look at long texts."""

    def __init__(self, service: Service, bodies: Bodies, threads: Threads) -> None:
        self._service, self._bodies, self._known = service, bodies, AnswerTags(service)
        self._threads = threads

    async def answer(
        self, request: Request, root: str, *, client: str, receive: Receive, send: Send
    ) -> Request | None:
        """Answer a request; returns it, whole, when it is for people and the page must answer."""
        try:
            if request.method == "POST":
                body = await self._bodies.read(
                    client, request.headers, receive=receive, most=MAX_BODY
                )
                request = replace(request, body=body)
            outcome = await self._plan(request, client)
            if isinstance(outcome, ForPeople):
                return request
            if isinstance(outcome, Preflight):
                await send_reply(reply.preflight(), request.method, send=send)
                return None
            known = self._known.unchanged(request, outcome)
            if known is not None:
                await send_reply(known, request.method, send=send)
                return None
        except QueryError as error:
            note(code=error.code)
            await send_reply(reply.problem(error, request, root=root), request.method, send=send)
            return None
        note(query=outcome.job.text)
        with Watch(receive):
            await self._run(outcome, request, root, client, send)
        return None

    async def begin(self, request: Request, client: str, *, receive: Receive) -> AnswerStart | None:
        """Run the query of the query page, if it has one, as far as the page shows it.

        None when the client left meanwhile.
        """
        if belongs_in_address(request.method, request.body):
            return AnswerStart()
        with Watch(receive):
            return await self._begin(request, client)
        return None

    async def _begin(self, request: Request, client: str) -> AnswerStart:
        beginning = AnswerStart(started=perf_counter())
        try:
            job = await self._threads.run(client, self._page_job, request)
            if job is None:
                return beginning
            answer = await ask(self._service.pool, job, client=client)
            try:
                beginning.open(answer.form, answer.release)
                async for chunk in answer:
                    if not beginning.add(chunk):
                        break
            finally:
                answer.close()
        except QueryError as error:
            note(code=error.code)
            beginning.error = error
        beginning.seconds = perf_counter() - beginning.started
        return beginning

    def _page_job(self, request: Request) -> Job | None:
        text = asked_text(request.query_string, request.body)
        job = page_job(text) if text else None
        if job is not None:
            self._service.pool.check(job.text)
        return job

    async def _plan(self, request: Request, client: str) -> Planned:
        """Plan a request and check its text; of a long one in a thread, off the loop."""
        length = len(request.query_string) + len(request.body) + len(request.header("accept"))
        if length > LONG_TEXT:
            return await self._threads.run(client, self._look_at, request)
        return self._look_at(request)

    def _look_at(self, request: Request) -> Planned:
        outcome = plan(request)
        if isinstance(outcome, QueryRequest):
            self._service.pool.check(outcome.job.text)
        return outcome

    async def _run(
        self, outcome: QueryRequest, request: Request, root: str, client: str, send: Send
    ) -> None:
        try:
            answer = await ask(self._service.pool, outcome.job, client=client)
        except QueryError as error:
            note(code=error.code)
            await send_reply(reply.problem(error, request, root=root), request.method, send=send)
            return
        note(release=answer.release)
        try:
            tag = self._known.tag(outcome, answer.release, whole=answer.whole)
            unchanged = reply.unchanged(request, [tag])
            if unchanged is not None:
                await send_reply(unchanged, request.method, send=send)
            else:
                await _send_answer(outcome, answer, tag, request, send)
        finally:
            answer.close()


async def _send_answer(
    outcome: QueryRequest, answer: AsyncAnswer, tag: str | None, request: Request, send: Send
) -> None:
    head = reply.head_of(outcome, answer.form, tag=tag)
    if answer.whole is not None or request.method == "HEAD":
        body = head.body + (answer.whole or b"")
        await send_start(head, send, size=len(body) if answer.whole is not None else None)
        body = b"" if request.method == "HEAD" else body
        await send({"type": "http.response.body", "body": body})
        return
    await send_start(head, send, size=None)
    if head.body:
        await send({"type": "http.response.body", "body": head.body, "more_body": True})
    try:
        async for chunk in answer:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
    except QueryError as error:
        note(code=error.code)
        return  # leaving the answer unfinished cuts the connection, so it never looks whole
    await send({"type": "http.response.body", "body": b""})
