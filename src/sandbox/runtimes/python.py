"""The Python runtime of the sandbox: the program of an instance's process.

It loads one function, then takes the events of the runner until the channel closes: one at a time, or each in a thread
where the function says so. Standard output belongs to the handler. The parts are in the folder python beside this file.
"""

import os
import sys
import threading

from python.channel import Channel
from python.debugger import wait_for_debugger
from python.function_compute import FunctionCompute
from python.function_graph import FunctionGraph
from python.loading import load_function
from python.memory import limit_memory, resident_mb
from python.outcome import PACKAGES, failure_of, result_of
from python.outputs import CURRENT_REQUEST, CURRENT_RUN, separate_outputs

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
        limit_memory(spec['memoryMb'], spec.get('instanceConcurrency', 1))
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
    if takes_several(message):
        separate_outputs(channel)
    channel.send(type='loaded')
    return handler


def takes_several(message):
    """Whether the instance that a message begins takes several events at a time."""
    return message.get('debug') is None and message['spec'].get('instanceConcurrency', 1) > 1


def run(channel, message, event, spec, handler):
    """Runs one event. SystemExit is let through: it ends the process, as it would on the service."""
    channel.send(type='started', run=message['run'])
    result, body = outcome_of(message, event, spec, handler)
    channel.finish_log(message['run'])
    channel.send(body, type='answer', run=message['run'], result=result, rssMb=resident_mb(), last=False)


def run_beside_others(channel, message, event, spec, handler):
    """The same in a thread of its own, in which SystemExit would end the thread only."""
    CURRENT_RUN.set(message['run'])
    CURRENT_REQUEST.set(message['request']['requestId'])
    channel.send(type='started', run=message['run'])
    try:
        result, body = outcome_of(message, event, spec, handler)
    except SystemExit as end:
        os._exit(end.code if isinstance(end.code, int) else 0 if end.code is None else 1)
    channel.send(body, type='answer', run=message['run'], result=result, rssMb=resident_mb(), last=False)


def outcome_of(message, event, spec, handler):
    """What a run is answered with: its result, and the bytes of what was returned."""
    request = message['request']
    dialect = DIALECTS[request['context']['dialect']]
    try:
        return result_of(handler(dialect.event(event), dialect.context(spec, request)), dialect)
    except Exception as error:
        return failure_of(error, 'invoke'), b''


def pre_stop(channel, message, spec):
    """Runs the hook for the end of an instance."""
    request, told = message['request'], {}
    try:
        hook = load_function(spec['dir'], spec['preStop'], 'preStop')
        hook(DIALECTS[request['context']['dialect']].context(spec, request))
    except Exception as error:
        told = {'failure': failure_of(error, 'invoke')}
    channel.finish_log(message['run'])
    channel.send(type='preStopped', run=message['run'], **told)


def main():
    for stream in (sys.stdout, sys.stderr):
        # A line is in the log when it is written, not when a buffer is full.
        stream.reconfigure(line_buffering=True, errors='backslashreplace')
    channel = Channel()
    handler, spec, several = None, None, False
    for message, body in channel.messages():
        if message['type'] == 'load':
            spec, several = message['spec'], takes_several(message)
            handler = load(channel, message)
        elif handler is None:
            pass
        elif message['type'] == 'preStop':
            pre_stop(channel, message, spec)
        elif several:
            what = (channel, message, body, spec, handler)
            threading.Thread(target=run_beside_others, args=what, daemon=True).start()
        else:
            run(channel, message, body, spec, handler)
    # The runner closed the channel. Threads that a handler left behind must not keep the process.
    os._exit(0)


if __name__ == '__main__':
    main()
