"""What the runner is told about the end of a run."""

import os
import traceback

TEXT_LIMIT = 64 * 1024
# The folder beside the code with the packages that it needs.
PACKAGES = 'python'


def result_of(value, dialect):
    """The result that a handler's value means and its bytes, or why it cannot be sent."""
    try:
        body = dialect.body(value)
    except (TypeError, ValueError, RecursionError) as error:
        return {'kind': 'notSerialisable', 'message': str(error)}, b''
    if len(body) > dialect.result_limit:
        return {'kind': 'tooLarge', 'bytes': len(body)}, b''
    return {'kind': 'returned'}, body


def failure_of(error, stage, directory=None):
    """What the runner is told about an exception of user code, with its place in the code of `directory` where named."""
    if isinstance(error, MemoryError):
        return {'kind': 'outOfMemory'}
    frames = error.__traceback__
    while frames is not None and is_ours(frames.tb_frame.f_code.co_filename):
        frames = frames.tb_next
    told = {'kind': 'failed', 'stage': stage, 'handled': False, 'errorType': type(error).__name__}
    try:
        told['message'] = str(error)[:TEXT_LIMIT]
        place = place_of(error, frames, directory)
        if place is not None:
            told['place'] = place
        if frames is not None or isinstance(error, SyntaxError):
            told['stack'] = ''.join(traceback.format_exception(type(error), error, frames))[:TEXT_LIMIT]
    except Exception:
        told['message'] = 'The function raised an exception that cannot be shown.'
    return told


def place_of(error, frames, directory):
    """Where the code of `directory` is wrong: the syntax error itself, or the innermost line there."""
    if directory is None:
        return None
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return {'file': error.filename, 'line': error.lineno, 'column': max(1, error.offset or 1)}
    folders = tuple({os.path.join(each, '') for each in (directory, os.path.realpath(directory))})
    inner = [frame for frame in traceback.extract_tb(frames) if frame.filename.startswith(folders)]
    packages = tuple(os.path.join(each, PACKAGES, '') for each in folders)
    own = [
        frame
        for frame in inner
        if 'site-packages' not in frame.filename and not frame.filename.startswith(packages)
    ]
    return {'file': own[-1].filename, 'line': own[-1].lineno, 'column': 1} if own else None


def is_ours(filename):
    folder = os.path.dirname(__file__)
    return filename == folder + '.py' or filename.startswith((folder + os.sep, '<frozen importlib'))
