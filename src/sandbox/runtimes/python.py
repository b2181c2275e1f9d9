"""The Python runtime of the sandbox: the program of an instance's process.

It loads one function, then takes one event at a time from the runner until the channel closes. Standard output belongs
to the handler. The parts are in the folder python beside this file.
"""

import os
import sys

from python.channel import Channel
from python.debugger import wait_for_debugger
from python.function_compute import FunctionCompute
from python.function_graph import FunctionGraph
from python.loading import load_function
from python.memory import limit_memory, resident_mb
from python.outcome import PACKAGES, failure_of, result_of

DIALECTS = {'functionGraph': FunctionGraph, 'functionCompute': FunctionCompute}


def load(channel, message):
    """Loads the handler and runs the initializer. Gives the handler, or None after it said why not."""
    spec, first = message['spec'], message['first']
    debug = message.get('debug')
    if debug is not None:
        try:
            wait_for_debugger(debug, lambda address: channel.send(type='debuggable', address=address))
        except Exception as error:
            channel.finish_log(0)
            channel.send(type='notLoaded', failure=failure_of(error, 'load'))
            return None
    channel.send(type='booted', rssMb=resident_mb())
    # A debugger in the same process needs more than the function has.
    if debug is None:
        limit_memory(spec['memoryMb'])
    # In the place of this file's folder: the function imports what lies beside its own code.
    sys.path[0] = spec['dir']
    # Where Serverless Devs has the packages of requirements.txt, then those of layers; the function's own modules go first.
    sys.path[1:1] = [os.path.join(spec['dir'], PACKAGES), *message['packages']]
    stage = 'load'
    try:
        handler = load_function(spec['dir'], spec['handler'], 'handler')
        if spec.get('initializer'):
            stage = 'initialize'
            initializer = load_function(spec['dir'], spec['initializer'], 'initializer')
            initializer(DIALECTS[first['context']['dialect']].context(spec, first))
    except Exception as error:
        channel.finish_log(0)
        channel.send(type='notLoaded', failure=failure_of(error, stage, spec['dir']))
        return None
    channel.send(type='loaded')
    return handler


def run(channel, message, event, spec, handler):
    """Runs one event. SystemExit is let through: it ends the process, as it would on the service."""
    channel.send(type='started', run=message['run'])
    request = message['request']
    dialect = DIALECTS[request['context']['dialect']]
    try:
        value = handler(dialect.event(event), dialect.context(spec, request))
        result, body = result_of(value, dialect)
    except Exception as error:
        result, body = failure_of(error, 'invoke'), b''
    channel.finish_log(message['run'])
    channel.send(body, type='answer', run=message['run'], result=result, rssMb=resident_mb(), last=False)


def main():
    for stream in (sys.stdout, sys.stderr):
        # A line is in the log when it is written, not when a buffer is full.
        stream.reconfigure(line_buffering=True, errors='backslashreplace')
    channel = Channel()
    handler, spec = None, None
    for message, body in channel.messages():
        if message['type'] == 'load':
            spec = message['spec']
            handler = load(channel, message)
        elif handler is not None:
            run(channel, message, body, spec, handler)
    # The runner closed the channel. Threads that a handler left behind must not keep the process.
    os._exit(0)


if __name__ == '__main__':
    main()
