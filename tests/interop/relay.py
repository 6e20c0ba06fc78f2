"""A relay between two programs that notes every byte: the judge of what our trace says was sent."""

import socket
import threading


class Relay:
    """Passes connections on to PORT; .connections holds a pair of bytearrays each: what the client
    sent, what the server sent."""

    def __init__(self, port):
        self.target = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.connections = []
        self.threads = []

    def __enter__(self):
        self._start(self._accept)
        return self

    def __exit__(self, *_):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def _start(self, work, *arguments):
        thread = threading.Thread(target=work, args=arguments, daemon=True)
        thread.start()
        self.threads.append(thread)

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.target))
            except OSError:
                client.close()  # the server has ended
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            heard = (bytearray(), bytearray())
            self.connections.append(heard)
            self._start(self._pass_on, client, server, heard[0])
            self._start(self._pass_on, server, client, heard[1])

    @staticmethod
    def _pass_on(source, sink, heard):
        try:
            while some := source.recv(65536):
                heard += some
                sink.sendall(some)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # one of them has hung up; what it sent before counts
