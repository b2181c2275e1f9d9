"""Function Compute's handlers: what they are called with, and how their values travel."""

import json
import logging
from types import SimpleNamespace

from .logger import logger_of


class FunctionCompute:
    """The event is bytes, the context has fields, text and bytes travel as they are."""

    result_limit = 32 * 1024 * 1024

    @staticmethod
    def event(data):
        return data

    @staticmethod
    def context(spec, request):
        """The context of the Function Compute user guide, Python, "Context"."""
        run = request['context']
        credentials = run['credentials']
        logger = logger_of(request['requestId'], '%(asctime)s.%(msecs)03dZ {} [%(levelname)s] %(message)s')
        # The root logger is the documented way to log on this service.
        root = logging.getLogger()
        root.handlers, root.level = logger.handlers, logging.INFO
        return SimpleNamespace(
            request_id=request['requestId'],
            credentials=SimpleNamespace(
                access_key_id=credentials['accessKey'],
                access_key_secret=credentials['secretKey'],
                security_token=credentials['securityToken'],
            ),
            function=SimpleNamespace(
                name=run['functionName'],
                handler=spec['handler'],
                memory=spec['memoryMb'],
                timeout=spec['timeoutSeconds'],
                qualifier=run['qualifier'],
                version_id=run['versionId'],
            ),
            service=SimpleNamespace(
                name=run['serviceName'],
                log_project=run['logProject'],
                log_store=run['logStore'],
                qualifier=run['qualifier'],
                version_id=run['versionId'],
            ),
            region=run['region'],
            account_id=run['accountId'],
            log_project=run['logProject'],
            log_store=run['logStore'],
            logger=logger,
        )

    @staticmethod
    def body(value):
        if value is None:
            return b''
        if isinstance(value, (bytes, bytearray)):
            return bytes(value)
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        return text.encode('utf-8', 'replace')
