"""FunctionGraph's handlers: what they are called with, and how their values travel."""

import json
import time

from .logger import logger_of


class FunctionGraph:
    """The event is the parsed JSON, the context has getters, every value travels as JSON."""

    result_limit = 6 * 1024 * 1024

    @staticmethod
    def event(data):
        return json.loads(data.decode('utf-8'))

    @staticmethod
    def context(spec, request):
        return FunctionGraphContext(spec, request)

    @staticmethod
    def body(value):
        return json.dumps(value, ensure_ascii=False).encode('utf-8', 'replace')


class FunctionGraphContext:
    """The context of the FunctionGraph developer guide, Python, table "Context methods"."""

    def __init__(self, spec, request):
        run = request['context']
        credentials = run['credentials']
        deadline = time.time() * 1000 + spec['timeoutSeconds'] * 1000
        logger = logger_of(request['requestId'], '%(asctime)s.%(msecs)03dZ {} %(levelname)s %(message)s')
        self.getRequestID = lambda: request['requestId']
        self.getRemainingTimeInMilliSeconds = lambda: int(deadline - time.time() * 1000)
        self.getAccessKey = lambda: credentials['accessKey']
        self.getSecretKey = lambda: credentials['secretKey']
        self.getSecurityAccessKey = lambda: credentials['accessKey']
        self.getSecuritySecretKey = lambda: credentials['secretKey']
        self.getSecurityToken = lambda: credentials['securityToken']
        self.getToken = self.getAuthToken = lambda: run['token']
        self.getUserData = lambda key, default=None: spec['environment'].get(key, default)
        self.getFunctionName = lambda: run['functionName']
        self.getPackage = lambda: run['package']
        self.getProjectID = lambda: run['projectId']
        self.getVersion = lambda: run['version']
        self.getAlias = lambda: run.get('alias', '')
        self.getRunningTimeInSeconds = lambda: spec['timeoutSeconds']
        self.getMemorySize = lambda: spec['memoryMb']
        # Millicores: 200, and 100 for each 128 MB.
        self.getCPUNumber = lambda: 200 + spec['memoryMb'] * 100 // 128
        self.getLogger = lambda: logger
