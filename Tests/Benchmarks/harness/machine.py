"""What the figures were measured on."""
import os, pathlib, platform, shutil, sys


def describe():
    """The machine and its system, by names that reports print."""
    return {
        "processor": field("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "architecture": platform.machine(),
        "cores": core_count(),
        "memory_megabytes": memory_megabytes("MemTotal"),
        "kernel": f"{platform.system()} {platform.release()}",
        "system": field("/etc/os-release", "PRETTY_NAME", "=").strip('"'),
        "python": platform.python_version(),
    }


def core_count():
    return len(os.sched_getaffinity(0))


def load():
    """The load average of the last minute: above the number of cores, walls say little."""
    return round(os.getloadavg()[0], 2)


def memory_megabytes(name):
    """A line of /proc/meminfo; 0 where there is none."""
    return int((field("/proc/meminfo", name) or "0 kB").split()[0]) // 1024


def field(path, name, separator=":"):
    try:
        lines = pathlib.Path(path).read_text().splitlines()
    except OSError:
        return ""
    values = [line.split(separator, 1)[1].strip() for line in lines if line.startswith(name) and separator in line]
    return values[0] if values else ""


def require_disk(folder, byte_count, purpose):
    """Ends the program when a folder's disk has less than that to spare."""
    free = shutil.disk_usage(folder).free
    if free < byte_count:
        sys.exit(
            f"{purpose} takes about {byte_count / 1e9:.1f} GB below {folder}, which has {free / 1e9:.1f} GB left; "
            "ask for fewer with EVENTS= or BUCKETS=, leave out rows with ROWS=, or name another folder with TMPDIR=")


def has_disk(folder, byte_count):
    return shutil.disk_usage(folder).free >= byte_count
