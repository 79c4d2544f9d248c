"""The server of http1.py, spoken to over HTTP/2: the same application, Script and refusals.

What h2 itself (Debian's python3-h2) finds wrong with a client ends the connection and is kept as a refusal.
"""
import importlib.util
import sys

if importlib.util.find_spec("h2") is None:
    sys.path.append("/usr/lib/python3/dist-packages")  # for a Python that isn't Debian's: h2 is nothing but Python

import h2.config
import h2.connection
import h2.errors
import h2.events
import h2.exceptions

from servers import http1

PSEUDO = (":method", ":scheme", ":authority", ":path")


def request_of(fields, body, certificate, scheme):
    """What HTTP/2 spells otherwise, as HTTP/1.1 has it, so that an application sees one form."""
    pseudo = [(name, value) for name, value in fields if name.startswith(":")]
    if sorted(name for name, _ in pseudo) != sorted(PSEUDO):
        raise http1.Refused("request-line", f"the fields {pseudo!r}")
    known = dict(pseudo)
    if known[":scheme"] != scheme:
        raise http1.Refused("request-line", f"the scheme {known[':scheme']}")
    headers = [(name, value) for name, value in fields if not name.startswith(":")]
    if any(name == "host" for name, _ in headers):
        raise http1.Refused("unknown-header", "host beside :authority")
    return http1.Request(known[":method"], known[":path"], [("host", known[":authority"]), *headers], body, True, certificate, "HTTP/2")


class Exchange(http1.Exchange):
    def __init__(self, server, connection, request, h2, stream):
        super().__init__(server, connection, request)
        self.h2, self.stream = h2, stream

    def send(self, response):
        fields = [(":status", str(response.status)), *response.head_fields(http1.date_header(self.server.clock))]
        if response.status != 204:
            fields.append(("content-length", str(len(response.body))))
        self.h2.send_headers(self.stream, fields, end_stream=not response.body)
        self.server.flush(self.connection, self.h2)
        if response.body:
            self.server.queue(self, response.body)

    def reset_stream(self, code=h2.errors.ErrorCodes.INTERNAL_ERROR):
        self.h2.reset_stream(self.stream, code)
        self.server.flush(self.connection, self.h2)

    def go_away(self, last_stream=0):
        """Nothing after `last_stream` was or will be looked at."""
        self.h2.close_connection(h2.errors.ErrorCodes.NO_ERROR, last_stream_id=last_stream)
        self.server.flush(self.connection, self.h2)
        self.keep = False


class Server(http1.Server):
    """`streams` is how many the client may have open at once; `most_streams` how many it had."""

    protocols = ["h2"]

    def __init__(self, *arguments, streams=100, **options):
        self.streams = streams
        self.most_streams = 0
        super().__init__(*arguments, **options)

    def flush(self, connection, h2):
        if data := h2.data_to_send():
            connection.sendall(data)

    def queue(self, exchange, body):
        self._sending(exchange.h2)[exchange.stream] = body
        self._pump(exchange.connection, exchange.h2)

    @staticmethod
    def _sending(h2):
        return h2.__dict__.setdefault("keyplate_bodies", {})

    def _pump(self, connection, h2):
        """Sends as much of each body as flow control takes."""
        bodies = self._sending(h2)
        for stream in list(bodies):
            while stream in bodies and (room := min(h2.local_flow_control_window(stream), h2.max_outbound_frame_size)) > 0:
                part, bodies[stream] = bodies[stream][:room], bodies[stream][room:]
                h2.send_data(stream, part, end_stream=not bodies[stream])
                if not bodies[stream]:
                    del bodies[stream]
        self.flush(connection, h2)

    def serve(self, connection):
        link = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False, header_encoding="latin-1"))
        link.local_settings.max_concurrent_streams = self.streams
        link.initiate_connection()
        self.flush(connection, link)
        heads, bodies = {}, {}
        while not self.stopping.is_set():
            data = connection.recv(65536)
            if not data:
                return
            try:
                events = link.receive_data(data)
            except h2.exceptions.ProtocolError as wrong:
                self.refused(http1.Refused("http2", str(wrong)))
                self.flush(connection, link)
                return
            for event in events:
                if not self._take(connection, link, event, heads, bodies):
                    return
            self._pump(connection, link)

    def _take(self, connection, link, event, heads, bodies):
        """False: the connection is over."""
        if isinstance(event, h2.events.RequestReceived):
            heads[event.stream_id], bodies[event.stream_id] = event.headers, b""
            self.most_streams = max(self.most_streams, link.open_inbound_streams)
        elif isinstance(event, h2.events.DataReceived):
            link.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            bodies[event.stream_id] += event.data
        elif isinstance(event, h2.events.StreamReset):
            self._sending(link).pop(event.stream_id, None)
        elif isinstance(event, h2.events.ConnectionTerminated):
            return False
        elif isinstance(event, h2.events.StreamEnded):
            return self._one(connection, link, event.stream_id, heads.pop(event.stream_id), bodies.pop(event.stream_id))
        return True

    def _one(self, connection, link, stream, head, body):
        exchange = Exchange(self, connection, None, link, stream)
        try:
            exchange.request = request_of(head, body, connection.getpeercert(), self.scheme)
        except http1.Refused as refused:
            self.refused(refused)
            exchange.send(http1.Response(400, b'{"errors":["refused"]}'))
            return True
        self.meet(exchange)
        return exchange.keep
