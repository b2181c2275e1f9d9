"""What the runner is told about the end of a run."""

import os
import traceback

TEXT_LIMIT = 64 * 1024


def result_of(value, dialect):
    """The result that a handler's value means and its bytes, or why it cannot be sent."""
    try:
        body = dialect.body(value)
    except (TypeError, ValueError, RecursionError) as error:
        return {'kind': 'notSerialisable', 'message': str(error)}, b''
    if len(body) > dialect.result_limit:
        return {'kind': 'tooLarge', 'bytes': len(body)}, b''
    return {'kind': 'returned'}, body


def failure_of(error, stage):
    """What the runner is told about an exception of user code."""
    if isinstance(error, MemoryError):
        return {'kind': 'outOfMemory'}
    frames = error.__traceback__
    while frames is not None and is_ours(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    told = {'kind': 'failed', 'stage': stage, 'handled': False, 'errorType': type(error).__name__}
    try:
        told['message'] = str(error)[:TEXT_LIMIT]
        if frames is not None or isinstance(error, SyntaxError):
            told['stack'] = ''.join(traceback.format_exception(type(error), error, frames))[:TEXT_LIMIT]
    except Exception:
        told['message'] = 'The function raised an exception that cannot be shown.'
    return told


def is_ours(filename):
    folder = os.path.dirname(__file__)
    return filename == folder + '.py' or filename.startswith((folder + os.sep, '<frozen importlib'))
