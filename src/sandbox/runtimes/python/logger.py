"""The logger that a handler finds in its context."""

import logging
import sys
import time

from .outputs import CURRENT_REQUEST


def logger_of(request_id, form):
    """A logger that writes a line with time and request id; `debug` is silent until its level is set."""
    formatter = logging.Formatter(form.format('%(request)s'), '%Y-%m-%dT%H:%M:%S')
    formatter.converter = time.gmtime
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(formatter)

    def of_its_request(record):
        # The root logger is one for all runs of the process.
        record.request = CURRENT_REQUEST.get() or request_id
        return True

    handler.addFilter(of_its_request)
    logger = logging.Logger('function', logging.INFO)
    logger.addHandler(handler)
    return logger
