"""The runtime's end of the channel: JSON lines, in on file descriptor 3 and out on 4 (runner/protocol.ts)."""

import json
import os
import sys

TO_RUNTIME, FROM_RUNTIME = 3, 4


def write_all(descriptor, text):
    data = memoryview(text.encode('utf-8', 'replace'))
    while data:
        data = data[os.write(descriptor, data):]


class Channel:
    """The runtime's end of the channel, with the marks that end the log of a run."""

    def __init__(self):
        for descriptor in (TO_RUNTIME, FROM_RUNTIME):
            os.set_inheritable(descriptor, False)
        self.lines = os.fdopen(TO_RUNTIME, encoding='utf-8', newline='\n')
        self.secret = ''

    def messages(self):
        for line in self.lines:
            message = json.loads(line)
            self.secret = message.get('secret', self.secret)
            yield message

    def send(self, **message):
        # The line end in front cuts off what a handler may have written to the channel.
        try:
            write_all(FROM_RUNTIME, '\n' + json.dumps({'secret': self.secret, **message}) + '\n')
        except OSError:
            # The handler closed the channel: nobody can be answered any more.
            os._exit(1)

    def finish_log(self, run):
        for stream, descriptor in ((sys.stdout, 1), (sys.stderr, 2)):
            try:
                stream.flush()
                write_all(descriptor, f'\nfndeck:end:{self.secret}:{run}\n')
            except (OSError, ValueError):
                pass  # The handler closed it; the runner does not wait for ever.
