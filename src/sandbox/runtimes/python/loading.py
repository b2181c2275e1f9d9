"""Finding the function that a handler or initializer name means."""

import importlib.util
import os
import sys


class FunctionLoadError(Exception):
    """The file of the handler is missing."""


class FunctionConfigError(Exception):
    """The file has no such function."""


def load_function(directory, name, role):
    """The function that `name` ("file.function") says out of the code in `directory`."""
    file, _, function = name.rpartition('.')
    if not file:
        raise FunctionConfigError(f"{role} '{name}' is not of the form 'file.function'")
    path = os.path.join(directory, *file.split('/')) + '.py'
    if not os.path.isfile(path):
        raise FunctionLoadError(f"not found module './{file}.py'")
    module_name = file.replace('/', '.')
    module = sys.modules.get(module_name)
    if getattr(module, '__file__', None) != path:
        spec = importlib.util.spec_from_file_location(module_name, path)
        module = importlib.util.module_from_spec(spec)
        sys.modules.setdefault(module_name, module)
        spec.loader.exec_module(module)
    found = getattr(module, function, None)
    if not callable(found):
        raise FunctionConfigError(f"{role} '{function}' not found in module './{file}.py'")
    return found
