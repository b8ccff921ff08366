"""The HTTP protocol class: uvicorn's own, which also lets the application cut the line."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

DROP = "s2sctl.drop"
"""The scope's key of a function that cuts the connection at once, without an answer."""


class Wire(HttpToolsProtocol):
    """Needed because ASGI itself has no word for an answer that never comes."""

    def on_message_begin(self) -> None:
        """Begin a request as uvicorn does, and put the knife into its scope."""
        super().on_message_begin()
        self.scope[DROP] = self.transport.abort  # type: ignore[literal-required]  # - our own key

    def shutdown(self) -> None:
        """End the line as uvicorn does, but an idle one at once: TLS would wait for its client's
        goodbye, and a client that does nothing just now says none.
        """
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()
        else:
            super().shutdown()
