"""What each of several runs in one process has written, told apart."""

import contextvars
import sys

CURRENT_RUN = contextvars.ContextVar('run', default=None)
CURRENT_REQUEST = contextvars.ContextVar('request', default=None)


class RunOutput:
    """Standard output or error: what a run writes goes by the channel, all else where it went before."""

    def __init__(self, stream, number, channel):
        self.stream, self.number, self.channel = stream, number, channel

    def write(self, text):
        run = CURRENT_RUN.get()
        if run is None or not isinstance(text, str):
            return self.stream.write(text)
        self.channel.send(text.encode('utf-8', 'backslashreplace'), type='log', run=run, stream=self.number)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def __getattr__(self, name):
        return getattr(self.stream, name)


def separate_outputs(channel):
    sys.stdout = RunOutput(sys.stdout, 1, channel)
    sys.stderr = RunOutput(sys.stderr, 2, channel)
