"""The logger that a handler finds in its context."""

import logging
import sys
import time


def logger_of(request_id, form):
    """A logger that writes a line with time and request id; `debug` is silent until its level is set."""
    formatter = logging.Formatter(form.format(request_id), '%Y-%m-%dT%H:%M:%S')
    formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)
    logger = logging.Logger('function', logging.INFO)
    logger.addHandler(handler)
    return logger
