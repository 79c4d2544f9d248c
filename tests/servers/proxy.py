"""A proxy that takes CONNECT alone and leads every name to loopback, and a server that only listens to what comes."""
import select
import socket
import threading

from servers import http1


class Proxy(http1.Server):
    """Notes each CONNECT in `requests`; `credentials` is the Proxy-Authorization that it wants."""

    def __init__(self, credentials=None, pair=None):
        self.credentials = credentials
        super().__init__(None, pair)

    def meet(self, exchange):
        request = exchange.request
        with self._lock:
            self.requests.append(request)
        exchange.keep = False
        if request.method != "CONNECT":
            self.refused(http1.Refused("method", "a proxy that is spoken to without CONNECT"), request)
            exchange.write(b"HTTP/1.1 405 Method Not Allowed\r\ncontent-length: 0\r\n\r\n")
        elif self.credentials and request.one("proxy-authorization") != self.credentials:
            exchange.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm=x\r\ncontent-length: 0\r\n\r\n")
        else:
            self._lead(exchange.connection, int(request.target.rpartition(":")[2]), exchange)

    def _lead(self, client, port, exchange):
        with socket.create_connection(("127.0.0.1", port)) as origin:
            exchange.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
            other = {client: origin, origin: client}
            while not self.stopping.is_set():
                for ready in select.select(list(other), [], [], 0.2)[0]:
                    data = ready.recv(65536)
                    if not data:
                        return
                    other[ready].sendall(data)


class Canary:
    """Listens, answers nothing, and keeps all bytes that come: whoever calls it was led astray."""

    def __init__(self):
        self.heard = b""
        self.calls = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.calls += 1
            with connection:
                connection.settimeout(0.5)
                try:
                    self.heard += connection.recv(65536)
                except OSError:
                    pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self._listener.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._listener.close()
