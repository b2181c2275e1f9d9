"""Waits for a debugger of Python, which debugpy speaks with."""

import os
import sys

MISSING = (
    'The Python package debugpy was not found. Install the extension Python Debugger (ms-python.debugpy) in VS Code, '
    'or debugpy with pip.'
)


def wait_for_debugger(options, tell):
    """Lets debugpy listen on a free port of this machine, tells where, and waits until a debugger has attached.

    Raises ImportError where neither the interpreter nor the folder `debugpy` of the options has the package.
    """
    folder = options.get('debugpy')
    # Behind all others, and only for the import: the function's own packages come first.
    if folder:
        sys.path.append(folder)
    # A warning about modules that are frozen into the interpreter, which would stand in the handler's log.
    os.environ['PYDEVD_DISABLE_FILE_VALIDATION'] = '1'
    try:
        import debugpy
    except ImportError:
        raise ImportError(MISSING) from None
    finally:
        if folder:
            sys.path.remove(folder)
    debugpy.configure(subProcess=False)
    host, port = debugpy.listen(('127.0.0.1', 0))
    tell(f'{host}:{port}')
    debugpy.wait_for_client()
