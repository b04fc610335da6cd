"""What clients may have already: ETags of answers, and 304 for those who have them."""

from __future__ import annotations

from server.service import Service
from server.sparql import reply
from server.sparql.protocol import QueryRequest, Request
from server.tags import program_stamp, tag_of


class AnswerTags:
    """Tags of answers. A small one has that of its bytes, so it stays from release to release.

    The tag of a large one is sent before its end is known, so it is that of all the release says.
    """

    def __init__(self, service: Service) -> None:
        self._service = service

    def unchanged(self, request: Request, plan: QueryRequest) -> reply.Reply | None:
        """Return 304 where a look at the tags is enough, without asking the graph."""
        if not request.header("if-none-match"):
            return None
        release = self._service.pool.label
        return reply.unchanged(request, {self._of_large(plan, release), self._given(plan, release)})

    def tag(self, plan: QueryRequest, release: str, *, whole: bytes | None) -> str | None:
        """Return the tag of an answer, known as a whole or not; None when no two are the same."""
        if plan.etag_parts is None:
            return None
        if whole is None:
            return self._of_large(plan, release)
        shape = plan.choice.tabular or "", plan.choice.graph or "", str(plan.bom)
        return self._service.tags.keep((release, *plan.etag_parts), tag_of(whole, *shape))

    def _given(self, plan: QueryRequest, release: str) -> str | None:
        if plan.etag_parts is None:
            return None
        return self._service.tags.get((release, *plan.etag_parts))

    def _of_large(self, plan: QueryRequest, release: str) -> str | None:
        content = self._service.content_of(release)
        if plan.etag_parts is None or content is None:
            return None
        return tag_of(content, program_stamp(), *plan.etag_parts)
