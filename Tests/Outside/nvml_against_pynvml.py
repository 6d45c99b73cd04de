#!/usr/bin/env python3
"""NVIDIA's own Python binding reads our fake driver library, and what it reads is what `probe --json` tells.

The binding declares NVML's structs and calls by itself, so a wrong layout in the fake or in the program shows as a field that differs.
Needs the program (AGNITRA_BILLING) and a C compiler.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from tools import differences, skip, tool

pynvml = tool("pynvml", "nvidia-ml-py")
FAKE = pathlib.Path(__file__).parent.parent / "FakeNVML"
# The counters of driver branches, by the ids that each has.
SLOWDOWNS = {"580": (269, 270, 271), "575": (251, 252, 253), "535": ()}


def told(ask):
    """What the binding answers; None for what the device does not support."""
    try:
        value = ask()
    except pynvml.NVMLError as error:
        if error.value in (3, 13, 25, 26):
            return None
        raise
    return value.decode() if isinstance(value, bytes) else value


def mode(ask):
    value = told(ask)
    return None if value is None else value[0] == 1


def field(device, number):
    value = pynvml.nvmlDeviceGetFieldValues(device, [number])[0]
    return value.value.ullVal if value.nvmlReturn == 0 else None


def instances(device):
    found = []
    if not told(lambda: pynvml.nvmlDeviceGetMigMode(device)) or not mode(lambda: pynvml.nvmlDeviceGetMigMode(device)):
        return found
    for index in range(pynvml.nvmlDeviceGetMaxMigDeviceCount(device)):
        try:
            instance = pynvml.nvmlDeviceGetMigDeviceHandleByIndex(device, index)
        except pynvml.NVMLError as error:
            if error.value != 6:
                raise
            continue
        memory = told(lambda: pynvml.nvmlDeviceGetMemoryInfo(instance))
        mebibytes = pynvml.nvmlDeviceGetAttributes_v2(instance).memorySizeMB
        found.append({
            "uuid": told(lambda: pynvml.nvmlDeviceGetUUID(instance)),
            "profile": told(lambda: pynvml.nvmlDeviceGetName(instance)).split(" MIG ")[1],
            "memory_bytes": memory.total if memory else mebibytes << 20,
            "gpu_instance_id": told(lambda: pynvml.nvmlDeviceGetGpuInstanceId(instance)),
            "compute_instance_id": told(lambda: pynvml.nvmlDeviceGetComputeInstanceId(instance)),
        })
    return found


def facts(device):
    pci = pynvml.nvmlDeviceGetPciInfo_v3(device)
    capability = told(lambda: pynvml.nvmlDeviceGetCudaComputeCapability(device))
    return {
        "uuid": told(lambda: pynvml.nvmlDeviceGetUUID(device)),
        "name": told(lambda: pynvml.nvmlDeviceGetName(device)),
        "compute_capability": f"{capability[0]}.{capability[1]}",
        "memory_bytes": pynvml.nvmlDeviceGetMemoryInfo(device).total,
        "pci_bus_id": told(lambda: pci.busId),
        "pci_device_id": f"0x{pci.pciDeviceId:X}",
        "serial": told(lambda: pynvml.nvmlDeviceGetSerial(device)),
        "vbios_version": told(lambda: pynvml.nvmlDeviceGetVbiosVersion(device)),
        "board_part_number": told(lambda: pynvml.nvmlDeviceGetBoardPartNumber(device)),
        "power_limit_milliwatts": told(lambda: pynvml.nvmlDeviceGetEnforcedPowerLimit(device)),
        "power_limit_default_milliwatts": told(lambda: pynvml.nvmlDeviceGetPowerManagementDefaultLimit(device)),
        "sm_clock_max_megahertz": told(lambda: pynvml.nvmlDeviceGetMaxClockInfo(device, 1)),
        "memory_clock_max_megahertz": told(lambda: pynvml.nvmlDeviceGetMaxClockInfo(device, 2)),
        "ecc_enabled": mode(lambda: pynvml.nvmlDeviceGetEccMode(device)),
        "mig_enabled": mode(lambda: pynvml.nvmlDeviceGetMigMode(device)),
        "mig_instances": instances(device),
        "persistence_enabled": told(lambda: pynvml.nvmlDeviceGetPersistenceMode(device)) == 1,
    }


def memory_used(device):
    try:
        return pynvml.nvmlDeviceGetMemoryInfo(device, version=pynvml.nvmlMemory_v2).used
    except pynvml.NVMLError:
        return pynvml.nvmlDeviceGetMemoryInfo(device).used


def sample(device, branch):
    rates = told(lambda: pynvml.nvmlDeviceGetUtilizationRates(device))
    mask = told(lambda: pynvml.nvmlDeviceGetCurrentClocksEventReasons(device))
    slowdowns = [field(device, id) for id in SLOWDOWNS[branch]] or [None] * 3
    processes = pynvml.c_uint(0)
    pynvml._nvmlGetFunctionPointer("nvmlDeviceGetComputeRunningProcesses_v3")(device, pynvml.byref(processes), None)
    return {
        "sm_clock_megahertz": told(lambda: pynvml.nvmlDeviceGetClockInfo(device, 1)),
        "memory_clock_megahertz": told(lambda: pynvml.nvmlDeviceGetClockInfo(device, 2)),
        "power_milliwatts": told(lambda: pynvml.nvmlDeviceGetPowerUsage(device)),
        "energy_millijoules": told(lambda: pynvml.nvmlDeviceGetTotalEnergyConsumption(device)),
        "temperature_celsius": told(lambda: pynvml.nvmlDeviceGetTemperature(device, 0)),
        "utilisation_percent": rates.gpu if rates else None,
        "memory_used_bytes": memory_used(device),
        "clock_reasons_mask": None if mask is None else f"0x{mask:X}",
        "held_nanoseconds": dict(zip(
            ("power_cap", "software_thermal", "hardware_thermal", "power_brake"), [field(device, 74), *slowdowns])),
        "ecc_uncorrected_count": told(lambda: pynvml.nvmlDeviceGetTotalEccErrors(device, 1, 0)),
        "compute_process_count": processes.value,
    }


def by_binding():
    """What the binding reads from the library that the environment names."""
    pynvml.nvmlInit()
    driver = pynvml.nvmlSystemGetDriverVersion()
    cuda = pynvml.nvmlSystemGetCudaDriverVersion_v2()
    devices = [pynvml.nvmlDeviceGetHandleByIndex(index) for index in range(pynvml.nvmlDeviceGetCount())]
    read = [{**facts(device), "sample": sample(device, driver.split(".")[0])} for device in devices]
    return {
        "driver_version": driver, "library_version": pynvml.nvmlSystemGetNVMLVersion(),
        "cuda_version": f"{cuda // 1000}.{cuda % 1000 // 10}",
        "devices": sorted(read, key=lambda device: device["uuid"]),
    }


def keep(ours, theirs):
    """Ours, with the keys of theirs only: lists and dictionaries in step."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return {key: keep(ours[key], theirs[key]) for key in theirs if key in ours}
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        return [keep(mine, other) for mine, other in zip(ours, theirs)]
    return ours


def indexed(value):
    """Lists as dictionaries, for a place in every message."""
    if isinstance(value, dict):
        return {key: indexed(each) for key, each in value.items()}
    return {str(index): indexed(each) for index, each in enumerate(value)} if isinstance(value, list) else value


def count(value):
    return sum(map(count, value.values())) if isinstance(value, dict) else 1


def main():
    if sys.argv[1:2] == ["--bind"]:
        print(json.dumps(by_binding()))
        return 0
    program = os.environ.get("AGNITRA_BILLING")
    if not program:
        sys.exit("set AGNITRA_BILLING to the built program")
    if not (shutil.which("cc") or shutil.which("clang")):
        skip("a C compiler is not installed")
    problems, fields = [], 0
    for scenario in ("h200", "a100-mig", "t4"):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run([FAKE / "build", folder, scenario], check=True)
            library = f"{folder}/libnvidia-ml.so.1"
            asked = subprocess.run(
                [program, "probe", "--json", "--library", library], cwd=folder, check=True, capture_output=True)
            ours = json.loads(asked.stdout)
            bound = subprocess.run(
                [sys.executable, __file__, "--bind"], check=True, capture_output=True,
                env={**os.environ, "LD_LIBRARY_PATH": folder})
            theirs = json.loads(bound.stdout)
            problems += differences(indexed(keep(ours, theirs)), indexed(theirs), scenario)
            fields += count(indexed(theirs))
    for problem in problems:
        print(problem)
    print(f"{fields} fields of 3 hosts, {len(problems)} differ, by nvidia-ml-py")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
