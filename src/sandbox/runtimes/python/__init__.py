"""The parts of the Python runtime."""
