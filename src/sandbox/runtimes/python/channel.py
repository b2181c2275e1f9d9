"""The runtime's end of the channel, in on file descriptor 3 and out on 4: JSON lines and bytes (runner/protocol.ts)."""

import json
import os
import sys
import threading

TO_RUNTIME, FROM_RUNTIME = 3, 4


def write_all(descriptor, data):
    data = memoryview(data)
    while data:
        data = data[os.write(descriptor, data):]


class Channel:
    """The runtime's end of the channel, with the marks that end the log of a run."""

    def __init__(self):
        for descriptor in (TO_RUNTIME, FROM_RUNTIME):
            os.set_inheritable(descriptor, False)
        self.stream = os.fdopen(TO_RUNTIME, 'rb')
        self.secret = ''
        # Runs in threads send between each other, but never within a message.
        self.sending = threading.Lock()

    def messages(self):
        for line in self.stream:
            message = json.loads(line)
            self.secret = message.get('secret', self.secret)
            yield message, self.stream.read(message.get('bytes', 0))

    def send(self, body=b'', **message):
        # The line end in front cuts off what a handler may have written to the channel.
        try:
            head = {'secret': self.secret, **message, 'bytes': len(body)}
            with self.sending:
                write_all(FROM_RUNTIME, b'\n' + json.dumps(head).encode('ascii') + b'\n')
                write_all(FROM_RUNTIME, body)
        except OSError:
            # The handler closed the channel: nobody can be answered any more.
            os._exit(1)

    def finish_log(self, run):
        for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
            try:
                stream.flush()
            except Exception:
                pass  # The handler closed it, or put something else in its place.
            try:
                write_all(descriptor, f'\nfndeck:end:{self.secret}:{run}\n'.encode('ascii'))
            except OSError:
                pass  # The runner does not wait for ever.
