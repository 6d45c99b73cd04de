// A libnvidia-ml.so.1 that answers what a scenario file says. The file is named by FAKE_NVML_SCENARIO, or else lies beside
// the library under the library's own name with `.scenario` behind it, so that copies in different folders are different
// hosts within one process.
//
//   key = value        device.0.name = NVIDIA H200      device.0.energy = 1000+350   (350 more with each question)
//   fail SYMBOL CODE   every call of that symbol answers the code
//   fail SYMBOL CODE N only for device N
//   fail SYMBOL CODE once      only the first call
//   hang SYMBOL        the call does not come back for a minute
//   lose N after COUNT device N is lost for whoever asks it more than COUNT times
//
// What a device has no key for it does not support. Layouts are declared here once more, apart from the program's, so
// that a mistake in either shows.
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef uintptr_t device_t;
enum { OK, UNINITIALIZED, INVALID, UNSUPPORTED, NOT_FOUND = 6, TOO_SMALL = 7, LOST = 15, VERSION_MISMATCH = 25 };

struct entry {
  char key[96];
  char value[160];
  int64_t reads;
};
static struct entry entries[512];
static int entry_count, begun, is_loaded;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct place {
  const char *file;
  void *base;
  const char *symbol;
  void *address;
};
extern int place_of(const void *address, struct place *place) __asm__("dladdr");

static void add(const char *key, const char *value) {
  if (entry_count == 512) abort();
  struct entry *entry = &entries[entry_count++];
  memset(entry, 0, sizeof *entry);
  snprintf(entry->key, sizeof entry->key, "%s", key);
  snprintf(entry->value, sizeof entry->value, "%s", value);
}

static void read_line(char *line) {
  char first[96], second[96], third[32] = "";
  line[strcspn(line, "\r\n")] = 0;
  if (line[0] == '#' || line[0] == 0) return;
  char *sign = strstr(line, " = ");
  if (sign != NULL) {
    *sign = 0;
    add(line, sign + 3);
  } else if (sscanf(line, "fail %95s %95s %31s", first, second, third) >= 2) {
    char key[200];
    if (strcmp(third, "once") == 0) snprintf(key, sizeof key, "fail-once %s", first);
    else if (third[0] != 0) snprintf(key, sizeof key, "fail %s %s", first, third);
    else snprintf(key, sizeof key, "fail %s", first);
    add(key, second);
  } else if (sscanf(line, "hang %95s", first) == 1) {
    char key[200];
    snprintf(key, sizeof key, "hang %s", first);
    add(key, "1");
  } else if (sscanf(line, "lose %95s after %95s", first, second) == 2) {
    char key[200];
    snprintf(key, sizeof key, "lose %s", first);
    add(key, second);
  } else {
    fprintf(stderr, "fake NVML: what is this: %s\n", line);
    abort();
  }
}

static void load(void) {
  if (is_loaded) return;
  is_loaded = 1;
  char path[4096];
  const char *named = getenv("FAKE_NVML_SCENARIO");
  struct place place = {0};
  if (named != NULL) snprintf(path, sizeof path, "%s", named);
  else if (place_of((void *)load, &place) != 0) snprintf(path, sizeof path, "%s.scenario", place.file);
  FILE *file = fopen(path, "r");
  if (file == NULL) {
    fprintf(stderr, "fake NVML: no scenario at %s\n", path);
    abort();
  }
  char line[320];
  entry_count = 0;
  while (fgets(line, sizeof line, file) != NULL) read_line(line);
  fclose(file);
}

static struct entry *find(const char *key) {
  for (int index = 0; index < entry_count; index++)
    if (strcmp(entries[index].key, key) == 0) return &entries[index];
  return NULL;
}

// Handles: GPU n is n + 1; MIG instance m of it is (n + 1) * 1000 + m + 1.
static void prefix(char *text, size_t size, device_t device) {
  if (device >= 1000)
    snprintf(text, size, "device.%lu.mig.%lu", (unsigned long)device / 1000 - 1, (unsigned long)device % 1000 - 1);
  else snprintf(text, size, "device.%lu", (unsigned long)device - 1);
}

static long gpu_of(device_t device) { return (long)(device >= 1000 ? device / 1000 : device) - 1; }

// What becomes of a call before its value is looked up.
static int admit(const char *symbol, device_t device) {
  char key[200];
  struct entry *entry;
  if (!begun) return UNINITIALIZED;
  snprintf(key, sizeof key, "hang %s", symbol);
  if (find(key) != NULL) {
    struct timespec minute = {60, 0};
    nanosleep(&minute, NULL);
  }
  snprintf(key, sizeof key, "fail-once %s", symbol);
  if ((entry = find(key)) != NULL && entry->reads++ == 0) return atoi(entry->value);
  snprintf(key, sizeof key, "fail %s", symbol);
  if ((entry = find(key)) != NULL) return atoi(entry->value);
  if (device == 0) return OK;
  snprintf(key, sizeof key, "fail %s %ld", symbol, gpu_of(device));
  if ((entry = find(key)) != NULL) return atoi(entry->value);
  snprintf(key, sizeof key, "lose %ld", gpu_of(device));
  if ((entry = find(key)) != NULL && entry->reads++ >= atoi(entry->value)) return LOST;
  return OK;
}

static int text_of(const char *symbol, device_t device, const char *name, char *text, uint32_t size) {
  pthread_mutex_lock(&lock);
  int code = admit(symbol, device);
  if (code == OK) {
    char key[160] = "";
    if (device != 0) prefix(key, 100, device);
    if (device != 0) strcat(key, ".");
    strcat(key, name);
    struct entry *entry = find(key);
    if (entry == NULL) code = UNSUPPORTED;
    else if (strlen(entry->value) + 1 > size) code = TOO_SMALL;
    else strcpy(text, entry->value);
  }
  pthread_mutex_unlock(&lock);
  return code;
}

static int number_of(const char *symbol, device_t device, const char *name, uint64_t *value) {
  char text[160];
  int code = text_of(symbol, device, name, text, sizeof text);
  if (code != OK) return code;
  char *rest;
  int64_t number = (int64_t)strtoull(text, &rest, 0);
  if (*rest == '+' || *rest == '-') {
    char key[160] = "";
    if (device != 0) prefix(key, 100, device);
    if (device != 0) strcat(key, ".");
    strcat(key, name);
    pthread_mutex_lock(&lock);
    struct entry *entry = find(key);
    number += entry->reads++ * strtoll(rest, NULL, 0);
    pthread_mutex_unlock(&lock);
  }
  *value = (uint64_t)number;
  return OK;
}

static int word_of(const char *symbol, device_t device, const char *name, uint32_t *value) {
  uint64_t number = 0;
  int code = number_of(symbol, device, name, &number);
  if (code == OK) *value = (uint32_t)number;
  return code;
}

static int start(const char *symbol) {
  pthread_mutex_lock(&lock);
  int was_begun = begun;
  load();
  begun = 1;
  int code = admit(symbol, 0);
  begun = code == OK ? was_begun + 1 : was_begun;
  pthread_mutex_unlock(&lock);
  return code;
}

int nvmlInit_v2(void) { return start("nvmlInit_v2"); }
int nvmlInitWithFlags(uint32_t flags) { return flags > 7 ? INVALID : start("nvmlInit_v2"); }
int nvmlShutdown(void) { return begun > 0 ? (begun--, OK) : UNINITIALIZED; }

const char *nvmlErrorString(int code) {
  switch (code) {
    case OK: return "Success";
    case UNSUPPORTED: return "Not Supported";
    case 4: return "Insufficient Permissions";
    case NOT_FOUND: return "Not Found";
    case TOO_SMALL: return "Insufficient Size";
    case 9: return "Driver Not Loaded";
    case LOST: return "GPU is lost";
    case 18: return "Driver/library version mismatch";
    default: return "Unknown Error";
  }
}

int nvmlSystemGetDriverVersion(char *text, uint32_t size) {
  return text_of("nvmlSystemGetDriverVersion", 0, "driver_version", text, size);
}
int nvmlSystemGetNVMLVersion(char *text, uint32_t size) {
  return text_of("nvmlSystemGetNVMLVersion", 0, "library_version", text, size);
}
int nvmlSystemGetCudaDriverVersion_v2(int *value) {
  return word_of("nvmlSystemGetCudaDriverVersion_v2", 0, "cuda_version", (uint32_t *)value);
}
int nvmlDeviceGetCount_v2(uint32_t *value) { return word_of("nvmlDeviceGetCount_v2", 0, "count", value); }

int nvmlDeviceGetHandleByIndex_v2(uint32_t index, device_t *device) {
  uint32_t count = 0;
  int code = word_of("nvmlDeviceGetCount_v2", 0, "count", &count);
  if (code != OK) return code;
  if (index >= count) return INVALID;
  pthread_mutex_lock(&lock);
  code = admit("nvmlDeviceGetHandleByIndex_v2", index + 1);
  pthread_mutex_unlock(&lock);
  if (code == OK) *device = index + 1;
  return code;
}

int nvmlDeviceGetHandleByUUID(const char *uuid, device_t *device) {
  uint32_t count = 0;
  int code = word_of("nvmlDeviceGetCount_v2", 0, "count", &count);
  for (device_t each = 1; code == OK && each <= count; each++) {
    char text[96];
    if (text_of("nvmlDeviceGetUUID", each, "uuid", text, sizeof text) != OK || strcmp(text, uuid) != 0) continue;
    *device = each;
    return OK;
  }
  return code == OK ? NOT_FOUND : code;
}

#define TEXT(symbol, name) \
  int symbol(device_t device, char *text, uint32_t size) { return text_of(#symbol, device, name, text, size); }
TEXT(nvmlDeviceGetName, "name")
TEXT(nvmlDeviceGetUUID, "uuid")
TEXT(nvmlDeviceGetSerial, "serial")
TEXT(nvmlDeviceGetVbiosVersion, "vbios_version")
TEXT(nvmlDeviceGetBoardPartNumber, "board_part_number")

#define WORD(symbol, name) \
  int symbol(device_t device, uint32_t *value) { return word_of(#symbol, device, name, value); }
WORD(nvmlDeviceGetIndex, "index")
WORD(nvmlDeviceGetMinorNumber, "minor")
WORD(nvmlDeviceGetBrand, "brand")
WORD(nvmlDeviceGetArchitecture, "architecture")
WORD(nvmlDeviceGetPowerUsage, "power")
WORD(nvmlDeviceGetEnforcedPowerLimit, "power_limit")
WORD(nvmlDeviceGetPowerManagementLimit, "power_limit")
WORD(nvmlDeviceGetPowerManagementDefaultLimit, "power_limit_default")
WORD(nvmlDeviceGetPersistenceMode, "persistence")
WORD(nvmlDeviceGetComputeMode, "compute_mode")
WORD(nvmlDeviceGetPerformanceState, "performance_state")
WORD(nvmlDeviceGetVirtualizationMode, "virtualization")
WORD(nvmlDeviceGetMaxMigDeviceCount, "mig_count_max")
WORD(nvmlDeviceGetGpuInstanceId, "gpu_instance")
WORD(nvmlDeviceGetComputeInstanceId, "compute_instance")

#define LONG(symbol, name) \
  int symbol(device_t device, uint64_t *value) { return number_of(#symbol, device, name, value); }
LONG(nvmlDeviceGetTotalEnergyConsumption, "energy")
LONG(nvmlDeviceGetCurrentClocksEventReasons, "reasons")
LONG(nvmlDeviceGetCurrentClocksThrottleReasons, "reasons")

int nvmlDeviceGetCudaComputeCapability(device_t device, int *major, int *minor) {
  uint32_t value = 0;
  int code = word_of("nvmlDeviceGetCudaComputeCapability", device, "compute_capability", &value);
  if (code == OK) *major = (int)value / 10, *minor = (int)value % 10;
  return code;
}

static int mode_of(const char *symbol, device_t device, const char *name, uint32_t *now, uint32_t *next) {
  int code = word_of(symbol, device, name, now);
  if (code == OK) *next = *now;
  return code;
}
int nvmlDeviceGetEccMode(device_t device, uint32_t *now, uint32_t *next) {
  return mode_of("nvmlDeviceGetEccMode", device, "ecc", now, next);
}
int nvmlDeviceGetMigMode(device_t device, uint32_t *now, uint32_t *next) {
  return mode_of("nvmlDeviceGetMigMode", device, "mig", now, next);
}

int nvmlDeviceGetTotalEccErrors(device_t device, int error, int counter, uint64_t *value) {
  char name[32];
  snprintf(name, sizeof name, "ecc_errors.%d.%d", error, counter);
  return number_of("nvmlDeviceGetTotalEccErrors", device, name, value);
}

struct pci {
  char legacy[16];
  uint32_t domain, bus, device, device_id, subsystem_id;
  char text[32];
};
int nvmlDeviceGetPciInfo_v3(device_t device, struct pci *pci) {
  memset(pci, 0, sizeof *pci);
  int code = text_of("nvmlDeviceGetPciInfo_v3", device, "pci_bus_id", pci->text, sizeof pci->text);
  if (code != OK) return code;
  sscanf(pci->text, "%x:%x:%x", &pci->domain, &pci->bus, &pci->device);
  snprintf(pci->legacy, sizeof pci->legacy, "%04X:%02X:%02X.0", pci->domain & 0xFFFF, pci->bus & 0xFF, pci->device & 0xFF);
  return word_of("nvmlDeviceGetPciInfo_v3", device, "pci_device_id", &pci->device_id);
}

struct memory {
  uint64_t total, free, used;
};
struct memory_v2 {
  uint32_t version;
  uint64_t total, reserved, free, used;
};
int nvmlDeviceGetMemoryInfo_v2(device_t device, struct memory_v2 *memory) {
  if (memory->version != 0x02000028) return VERSION_MISMATCH;
  int code = number_of("nvmlDeviceGetMemoryInfo_v2", device, "memory.total", &memory->total);
  if (code != OK) return code;
  memory->used = memory->reserved = 0;
  number_of("nvmlDeviceGetMemoryInfo_v2", device, "memory.used", &memory->used);
  number_of("nvmlDeviceGetMemoryInfo_v2", device, "memory.reserved", &memory->reserved);
  memory->free = memory->total - memory->used - memory->reserved;
  return OK;
}
int nvmlDeviceGetMemoryInfo(device_t device, struct memory *memory) {
  uint64_t reserved = 0;
  int code = number_of("nvmlDeviceGetMemoryInfo", device, "memory.total", &memory->total);
  if (code != OK) return code;
  memory->used = 0;
  number_of("nvmlDeviceGetMemoryInfo", device, "memory.used", &memory->used);
  number_of("nvmlDeviceGetMemoryInfo", device, "memory.reserved", &reserved);
  memory->used += reserved;
  memory->free = memory->total - memory->used;
  return OK;
}

int nvmlDeviceGetUtilizationRates(device_t device, uint32_t *rates) {
  int code = word_of("nvmlDeviceGetUtilizationRates", device, "utilisation", &rates[0]);
  return code == OK ? word_of("nvmlDeviceGetUtilizationRates", device, "utilisation_memory", &rates[1]) : code;
}

int nvmlDeviceGetTemperatureV(device_t device, uint32_t *temperature) {
  if (temperature[0] != 0x0100000C) return VERSION_MISMATCH;
  return word_of("nvmlDeviceGetTemperatureV", device, "temperature", &temperature[2]);
}
int nvmlDeviceGetTemperature(device_t device, int sensor, uint32_t *value) {
  return sensor != 0 ? INVALID : word_of("nvmlDeviceGetTemperature", device, "temperature", value);
}

static int clock_of(const char *symbol, device_t device, const char *name, int kind, uint32_t *value) {
  char key[32];
  if (kind < 0 || kind > 3) return INVALID;
  snprintf(key, sizeof key, "%s.%d", name, kind);
  return word_of(symbol, device, key, value);
}
int nvmlDeviceGetClockInfo(device_t device, int kind, uint32_t *value) {
  return clock_of("nvmlDeviceGetClockInfo", device, "clock", kind, value);
}
int nvmlDeviceGetMaxClockInfo(device_t device, int kind, uint32_t *value) {
  return clock_of("nvmlDeviceGetMaxClockInfo", device, "clock_max", kind, value);
}

struct field {
  uint32_t id, scope;
  int64_t timestamp, latency;
  uint32_t type;
  int code;
  uint64_t value;
};
int nvmlDeviceGetFieldValues(device_t device, int count, struct field *fields) {
  if (count < 1) return INVALID;
  pthread_mutex_lock(&lock);
  int code = admit("nvmlDeviceGetFieldValues", device);
  pthread_mutex_unlock(&lock);
  for (int index = 0; code == OK && index < count; index++) {
    char name[32];
    snprintf(name, sizeof name, "field.%u", fields[index].id);
    fields[index].type = 3;
    fields[index].value = 0;
    fields[index].code = number_of("field", device, name, &fields[index].value);
  }
  return code;
}

int nvmlDeviceIsMigDeviceHandle(device_t device, uint32_t *is) { return *is = device >= 1000, OK; }
int nvmlDeviceGetMigDeviceHandleByIndex(device_t device, uint32_t index, device_t *instance) {
  char text[96];
  pthread_mutex_lock(&lock);
  int code = admit("nvmlDeviceGetMigDeviceHandleByIndex", device);
  pthread_mutex_unlock(&lock);
  if (code != OK) return code;
  device_t handle = device * 1000 + index + 1;
  if (text_of("nvmlDeviceGetUUID", handle, "uuid", text, sizeof text) != OK) return NOT_FOUND;
  *instance = handle;
  return OK;
}
int nvmlDeviceGetDeviceHandleFromMigDeviceHandle(device_t instance, device_t *device) {
  return instance < 1000 ? INVALID : (*device = instance / 1000, OK);
}

struct attributes {
  uint32_t multiprocessors, engines[5], gpu_slices, compute_slices;
  uint64_t mebibytes;
};
int nvmlDeviceGetAttributes_v2(device_t device, struct attributes *attributes) {
  memset(attributes, 0, sizeof *attributes);
  return number_of("nvmlDeviceGetAttributes_v2", device, "mebibytes", &attributes->mebibytes);
}

// Drivers of early branch 535 write 32 bytes an entry where all others write 24.
int nvmlDeviceGetComputeRunningProcesses_v3(device_t device, uint32_t *count, unsigned char *entries_out) {
  uint32_t room = *count, found = 0;
  uint64_t stride = 24;
  int code = word_of("nvmlDeviceGetComputeRunningProcesses_v3", device, "processes", &found);
  if (code != OK) return code;
  *count = found;
  if (found == 0) return OK;
  if (room < found || entries_out == NULL) return TOO_SMALL;
  number_of("stride", 0, "process_stride", &stride);
  for (uint32_t index = 0; index < found; index++) {
    unsigned char *entry = entries_out + index * stride;
    uint32_t pid = 4242 + index, none = 0xFFFFFFFF;
    uint64_t bytes = 1048576;
    memset(entry, 0, stride);
    memcpy(entry, &pid, 4);
    memcpy(entry + 8, &bytes, 8);
    memcpy(entry + 16, &none, 4);
    memcpy(entry + 20, &none, 4);
  }
  return OK;
}
int nvmlDeviceGetComputeRunningProcesses_v2(device_t device, uint32_t *count, unsigned char *entries_out) {
  return nvmlDeviceGetComputeRunningProcesses_v3(device, count, entries_out);
}
