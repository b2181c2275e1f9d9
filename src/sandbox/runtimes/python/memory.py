"""How much memory the process has and may have."""

import os

# Stacks of threads count as data before they are used: this much above the limit is left to the runner's watch.
HEADROOM = 256 * 1024 * 1024


# What a thread may take for its stack; the runs of an instance that takes several events are threads.
STACK_MB = 8


def limit_memory(megabytes, threads):
    """Makes a big allocation fail at once; where the system has no such limit, the runner's watch remains."""
    try:
        import resource

        most = (resident_mb() + megabytes + threads * STACK_MB) * 1024 * 1024 + HEADROOM
        resource.setrlimit(resource.RLIMIT_DATA, (int(most), resource.getrlimit(resource.RLIMIT_DATA)[1]))
    except (ImportError, OSError, ValueError):
        pass


def resident_mb():
    try:
        with open('/proc/self/statm', encoding='ascii') as numbers:
            return int(numbers.read().split()[1]) * os.sysconf('SC_PAGE_SIZE') / 1024 / 1024
    except (OSError, AttributeError):
        return 0
