// NVML as Linux drivers export it on 64-bit machines, declared by ourselves: nothing of NVIDIA's is needed to build, and
// the library is opened while the program runs, never linked. Every function below answers NVML's own code, or
// CNVML_FUNCTION_NOT_FOUND for what this driver does not export.
#ifndef AGNITRA_CNVML_H
#define AGNITRA_CNVML_H
#include <dlfcn.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { CNVML_SUCCESS = 0, CNVML_LIBRARY_NOT_FOUND = 12, CNVML_FUNCTION_NOT_FOUND = 13 };

/// An opaque handle of the driver's.
typedef uintptr_t cnvml_device;

struct cnvml_pci {
  char bus_id_legacy[16];
  uint32_t domain, bus, device, device_id, subsystem_id;
  char bus_id[32];
};
struct cnvml_memory {
  uint64_t total, free, used;
};
struct cnvml_memory_v2 {
  uint32_t version;
  uint64_t total, reserved, free, used;
};
struct cnvml_utilisation {
  uint32_t gpu, memory;
};
struct cnvml_temperature {
  uint32_t version, sensor;
  int32_t celsius;
};
/// `bits` holds a number of `value_type`, in its first bytes.
struct cnvml_field_value {
  uint32_t field_id, scope_id;
  int64_t timestamp_microseconds, latency_microseconds;
  uint32_t value_type;
  int32_t code;
  uint64_t bits;
};
struct cnvml_attributes {
  uint32_t multiprocessor_count, copy_engine_count, decoder_count, encoder_count, jpeg_count, ofa_count;
  uint32_t gpu_instance_slice_count, compute_instance_slice_count;
  uint64_t memory_mebibytes;
};

_Static_assert(sizeof(void *) == 8 && sizeof(cnvml_device) == 8, "only 64-bit drivers are known");
_Static_assert(sizeof(struct cnvml_pci) == 68, "nvmlPciInfo_t");
_Static_assert(offsetof(struct cnvml_pci, domain) == 16, "nvmlPciInfo_t.domain");
_Static_assert(offsetof(struct cnvml_pci, bus) == 20, "nvmlPciInfo_t.bus");
_Static_assert(offsetof(struct cnvml_pci, device) == 24, "nvmlPciInfo_t.device");
_Static_assert(offsetof(struct cnvml_pci, device_id) == 28, "nvmlPciInfo_t.pciDeviceId");
_Static_assert(offsetof(struct cnvml_pci, subsystem_id) == 32, "nvmlPciInfo_t.pciSubSystemId");
_Static_assert(offsetof(struct cnvml_pci, bus_id) == 36, "nvmlPciInfo_t.busId");
_Static_assert(sizeof(struct cnvml_memory) == 24, "nvmlMemory_t");
_Static_assert(offsetof(struct cnvml_memory, free) == 8, "nvmlMemory_t.free");
_Static_assert(offsetof(struct cnvml_memory, used) == 16, "nvmlMemory_t.used");
_Static_assert(sizeof(struct cnvml_memory_v2) == 40, "nvmlMemory_v2_t");
_Static_assert(offsetof(struct cnvml_memory_v2, total) == 8, "nvmlMemory_v2_t.total");
_Static_assert(offsetof(struct cnvml_memory_v2, reserved) == 16, "nvmlMemory_v2_t.reserved");
_Static_assert(offsetof(struct cnvml_memory_v2, free) == 24, "nvmlMemory_v2_t.free");
_Static_assert(offsetof(struct cnvml_memory_v2, used) == 32, "nvmlMemory_v2_t.used");
_Static_assert(sizeof(struct cnvml_utilisation) == 8, "nvmlUtilization_t");
_Static_assert(sizeof(struct cnvml_temperature) == 12, "nvmlTemperature_v1_t");
_Static_assert(offsetof(struct cnvml_temperature, celsius) == 8, "nvmlTemperature_v1_t.temperature");
_Static_assert(sizeof(struct cnvml_field_value) == 40, "nvmlFieldValue_t");
_Static_assert(offsetof(struct cnvml_field_value, scope_id) == 4, "nvmlFieldValue_t.scopeId");
_Static_assert(offsetof(struct cnvml_field_value, timestamp_microseconds) == 8, "nvmlFieldValue_t.timestamp");
_Static_assert(offsetof(struct cnvml_field_value, latency_microseconds) == 16, "nvmlFieldValue_t.latencyUsec");
_Static_assert(offsetof(struct cnvml_field_value, value_type) == 24, "nvmlFieldValue_t.valueType");
_Static_assert(offsetof(struct cnvml_field_value, code) == 28, "nvmlFieldValue_t.nvmlReturn");
_Static_assert(offsetof(struct cnvml_field_value, bits) == 32, "nvmlFieldValue_t.value");
_Static_assert(sizeof(struct cnvml_attributes) == 40, "nvmlDeviceAttributes_t");
_Static_assert(offsetof(struct cnvml_attributes, gpu_instance_slice_count) == 24, "nvmlDeviceAttributes_t");
_Static_assert(offsetof(struct cnvml_attributes, memory_mebibytes) == 32, "nvmlDeviceAttributes_t.memorySizeMB");

/// A versioned struct says its size and its version in its first word.
#define CNVML_VERSION_WORD(type, version) ((uint32_t)sizeof(type) | (uint32_t)(version) << 24)

// What is called, the newest name first.
#define CNVML_SYMBOLS(X)                                                                            \
  X(cnvml_initialise, "nvmlInit_v2", 0)                                                             \
  X(cnvml_initialise_with_flags, "nvmlInitWithFlags", 0)                                            \
  X(cnvml_shut_down, "nvmlShutdown", 0)                                                             \
  X(cnvml_driver_version, "nvmlSystemGetDriverVersion", 0)                                          \
  X(cnvml_library_version, "nvmlSystemGetNVMLVersion", 0)                                           \
  X(cnvml_cuda_version, "nvmlSystemGetCudaDriverVersion_v2", "nvmlSystemGetCudaDriverVersion")      \
  X(cnvml_device_count, "nvmlDeviceGetCount_v2", 0)                                                 \
  X(cnvml_device_by_index, "nvmlDeviceGetHandleByIndex_v2", 0)                                      \
  X(cnvml_name, "nvmlDeviceGetName", 0)                                                             \
  X(cnvml_uuid, "nvmlDeviceGetUUID", 0)                                                             \
  X(cnvml_serial, "nvmlDeviceGetSerial", 0)                                                         \
  X(cnvml_vbios_version, "nvmlDeviceGetVbiosVersion", 0)                                            \
  X(cnvml_board_part_number, "nvmlDeviceGetBoardPartNumber", 0)                                     \
  X(cnvml_brand, "nvmlDeviceGetBrand", 0)                                                           \
  X(cnvml_architecture, "nvmlDeviceGetArchitecture", 0)                                             \
  X(cnvml_compute_capability, "nvmlDeviceGetCudaComputeCapability", 0)                              \
  X(cnvml_pci_information, "nvmlDeviceGetPciInfo_v3", 0)                                            \
  X(cnvml_memory_second, "nvmlDeviceGetMemoryInfo_v2", 0)                                           \
  X(cnvml_memory_first, "nvmlDeviceGetMemoryInfo", 0)                                               \
  X(cnvml_utilisation_rates, "nvmlDeviceGetUtilizationRates", 0)                                    \
  X(cnvml_power_usage, "nvmlDeviceGetPowerUsage", 0)                                                \
  X(cnvml_power_limit, "nvmlDeviceGetEnforcedPowerLimit", "nvmlDeviceGetPowerManagementLimit")      \
  X(cnvml_power_limit_default, "nvmlDeviceGetPowerManagementDefaultLimit", 0)                       \
  X(cnvml_energy, "nvmlDeviceGetTotalEnergyConsumption", 0)                                         \
  X(cnvml_temperature_versioned, "nvmlDeviceGetTemperatureV", 0)                                    \
  X(cnvml_temperature_first, "nvmlDeviceGetTemperature", 0)                                         \
  X(cnvml_clock, "nvmlDeviceGetClockInfo", 0)                                                       \
  X(cnvml_clock_max, "nvmlDeviceGetMaxClockInfo", 0)                                                \
  X(cnvml_clock_reasons, "nvmlDeviceGetCurrentClocksEventReasons",                                  \
    "nvmlDeviceGetCurrentClocksThrottleReasons")                                                    \
  X(cnvml_field_values, "nvmlDeviceGetFieldValues", 0)                                              \
  X(cnvml_ecc_mode, "nvmlDeviceGetEccMode", 0)                                                      \
  X(cnvml_ecc_errors, "nvmlDeviceGetTotalEccErrors", 0)                                             \
  X(cnvml_persistence_mode, "nvmlDeviceGetPersistenceMode", 0)                                      \
  X(cnvml_compute_mode, "nvmlDeviceGetComputeMode", 0)                                              \
  X(cnvml_virtualization_mode, "nvmlDeviceGetVirtualizationMode", 0)                                \
  X(cnvml_mig_mode, "nvmlDeviceGetMigMode", 0)                                                      \
  X(cnvml_mig_count_max, "nvmlDeviceGetMaxMigDeviceCount", 0)                                       \
  X(cnvml_mig_by_index, "nvmlDeviceGetMigDeviceHandleByIndex", 0)                                   \
  X(cnvml_gpu_instance, "nvmlDeviceGetGpuInstanceId", 0)                                            \
  X(cnvml_compute_instance, "nvmlDeviceGetComputeInstanceId", 0)                                    \
  X(cnvml_mig_attributes, "nvmlDeviceGetAttributes_v2", 0)                                          \
  X(cnvml_compute_processes_third, "nvmlDeviceGetComputeRunningProcesses_v3", 0)                    \
  X(cnvml_compute_processes_second, "nvmlDeviceGetComputeRunningProcesses_v2", 0)

#define CNVML_NAME_OF(symbol, newest, older) symbol,
enum cnvml_symbol { CNVML_SYMBOLS(CNVML_NAME_OF) cnvml_symbol_count };
#undef CNVML_NAME_OF

/// An opened library.
struct cnvml_library {
  void *handle;
  void *symbols[cnvml_symbol_count];
};

/// Opens the library at a path or of a name. NULL when that fails, with the reason in `reason`. Without what every use
/// needs it is no NVML: the toolkit's stub, for instance.
static inline struct cnvml_library *cnvml_open(const char *path, char *reason, size_t reason_size) {
#define CNVML_NAMES_OF(symbol, newest, older) {newest, older},
  static const char *const names[][2] = {CNVML_SYMBOLS(CNVML_NAMES_OF)};
#undef CNVML_NAMES_OF
  struct cnvml_library *library = calloc(1, sizeof(struct cnvml_library));
  if (library == NULL) return NULL;
  library->handle = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (library->handle == NULL) {
    const char *words = dlerror();
    snprintf(reason, reason_size, "%s", words == NULL ? "it cannot be opened" : words);
    free(library);
    return NULL;
  }
  for (int symbol = 0; symbol < cnvml_symbol_count; symbol++) {
    for (int choice = 0; choice < 2 && library->symbols[symbol] == NULL; choice++)
      if (names[symbol][choice] != NULL) library->symbols[symbol] = dlsym(library->handle, names[symbol][choice]);
  }
  static const int needed[] = {cnvml_shut_down, cnvml_device_count, cnvml_device_by_index, cnvml_name, cnvml_uuid};
  for (size_t index = 0; index < sizeof needed / sizeof needed[0]; index++) {
    if (library->symbols[needed[index]] != NULL) continue;
    snprintf(reason, reason_size, "%s: it has no %s", path, names[needed[index]][0]);
    dlclose(library->handle);
    free(library);
    return NULL;
  }
  return library;
}

static inline void cnvml_close(struct cnvml_library *library) {
  dlclose(library->handle);
  free(library);
}

/// dladdr(3), which the system's header shows only to those who ask it for all of GNU's.
struct cnvml_place {
  const char *file;
  void *base;
  const char *symbol;
  void *address;
};
extern int cnvml_place_of(const void *address, struct cnvml_place *place) __asm__("dladdr");

/// The file it was really opened from, or NULL.
static inline const char *cnvml_file(const struct cnvml_library *library) {
  struct cnvml_place place = {0};
  return cnvml_place_of(library->symbols[cnvml_name], &place) == 0 ? NULL : place.file;
}

#define CNVML_CALL(symbol, parameters, arguments)                   \
  (library->symbols[symbol] == NULL ? CNVML_FUNCTION_NOT_FOUND      \
                                    : ((int32_t(*) parameters)library->symbols[symbol]) arguments)

static inline int32_t cnvml_begin(const struct cnvml_library *library) {
  if (library->symbols[cnvml_initialise] == NULL)
    return CNVML_CALL(cnvml_initialise_with_flags, (uint32_t), (0));
  return CNVML_CALL(cnvml_initialise, (void), ());
}

static inline int32_t cnvml_end(const struct cnvml_library *library) {
  return CNVML_CALL(cnvml_shut_down, (void), ());
}

// One function for each shape of call.

static inline int32_t cnvml_get_system_text(
    const struct cnvml_library *library, enum cnvml_symbol symbol, char *text, uint32_t size) {
  return CNVML_CALL(symbol, (char *, uint32_t), (text, size));
}

static inline int32_t cnvml_get_system_number(
    const struct cnvml_library *library, enum cnvml_symbol symbol, uint32_t *value) {
  return CNVML_CALL(symbol, (uint32_t *), (value));
}

static inline int32_t cnvml_get_device_at(
    const struct cnvml_library *library, uint32_t index, cnvml_device *device) {
  return CNVML_CALL(cnvml_device_by_index, (uint32_t, cnvml_device *), (index, device));
}

static inline int32_t cnvml_get_mig_at(
    const struct cnvml_library *library, cnvml_device device, uint32_t index, cnvml_device *instance) {
  return CNVML_CALL(
      cnvml_mig_by_index, (cnvml_device, uint32_t, cnvml_device *), (device, index, instance));
}

static inline int32_t cnvml_get_text(
    const struct cnvml_library *library, enum cnvml_symbol symbol, cnvml_device device, char *text,
    uint32_t size) {
  return CNVML_CALL(symbol, (cnvml_device, char *, uint32_t), (device, text, size));
}

static inline int32_t cnvml_get_number(
    const struct cnvml_library *library, enum cnvml_symbol symbol, cnvml_device device, uint32_t *value) {
  return CNVML_CALL(symbol, (cnvml_device, uint32_t *), (device, value));
}

static inline int32_t cnvml_get_long_number(
    const struct cnvml_library *library, enum cnvml_symbol symbol, cnvml_device device, uint64_t *value) {
  return CNVML_CALL(symbol, (cnvml_device, uint64_t *), (device, value));
}

static inline int32_t cnvml_get_two_numbers(
    const struct cnvml_library *library, enum cnvml_symbol symbol, cnvml_device device, uint32_t *first,
    uint32_t *second) {
  return CNVML_CALL(symbol, (cnvml_device, uint32_t *, uint32_t *), (device, first, second));
}

static inline int32_t cnvml_get_number_of_kind(
    const struct cnvml_library *library, enum cnvml_symbol symbol, cnvml_device device, int32_t kind,
    uint32_t *value) {
  return CNVML_CALL(symbol, (cnvml_device, int32_t, uint32_t *), (device, kind, value));
}

static inline int32_t cnvml_get_ecc_count(
    const struct cnvml_library *library, cnvml_device device, int32_t error, int32_t counter, uint64_t *value) {
  return CNVML_CALL(
      cnvml_ecc_errors, (cnvml_device, int32_t, int32_t, uint64_t *), (device, error, counter, value));
}

static inline int32_t cnvml_get_fields(
    const struct cnvml_library *library, cnvml_device device, struct cnvml_field_value *values,
    int32_t count) {
  return CNVML_CALL(
      cnvml_field_values, (cnvml_device, int32_t, struct cnvml_field_value *), (device, count, values));
}

/// The bus id has room for 32 characters; the device's number is in the upper 16 bits, the vendor's in the lower.
static inline int32_t cnvml_get_pci(
    const struct cnvml_library *library, cnvml_device device, char *bus_id, uint32_t *device_id) {
  struct cnvml_pci value = {0};
  int32_t code = CNVML_CALL(cnvml_pci_information, (cnvml_device, struct cnvml_pci *), (device, &value));
  for (size_t index = 0; index < sizeof value.bus_id; index++) bus_id[index] = value.bus_id[index];
  *device_id = value.device_id;
  return code;
}

/// Percent of the last moments in which any kernel ran.
static inline int32_t cnvml_get_utilisation(
    const struct cnvml_library *library, cnvml_device device, uint32_t *percent) {
  struct cnvml_utilisation value = {0};
  int32_t code =
      CNVML_CALL(cnvml_utilisation_rates, (cnvml_device, struct cnvml_utilisation *), (device, &value));
  *percent = value.gpu;
  return code;
}

/// Memory of a MIG instance, in MiB.
static inline int32_t cnvml_get_mig_memory(
    const struct cnvml_library *library, cnvml_device instance, uint64_t *mebibytes) {
  struct cnvml_attributes value = {0};
  int32_t code =
      CNVML_CALL(cnvml_mig_attributes, (cnvml_device, struct cnvml_attributes *), (instance, &value));
  *mebibytes = value.memory_mebibytes;
  return code;
}

/// Total and used bytes. The second version tells used without what the driver keeps for itself; the first counts both.
static inline int32_t cnvml_get_memory(
    const struct cnvml_library *library, cnvml_device device, uint64_t *total, uint64_t *used) {
  struct cnvml_memory_v2 second = {.version = CNVML_VERSION_WORD(struct cnvml_memory_v2, 2)};
  int32_t code =
      CNVML_CALL(cnvml_memory_second, (cnvml_device, struct cnvml_memory_v2 *), (device, &second));
  *total = second.total;
  *used = second.used;
  if (code != CNVML_FUNCTION_NOT_FOUND && code != 25) return code;
  struct cnvml_memory first = {0};
  code = CNVML_CALL(cnvml_memory_first, (cnvml_device, struct cnvml_memory *), (device, &first));
  *total = first.total;
  *used = first.used;
  return code;
}

/// Degrees Celsius of the chip.
static inline int32_t cnvml_get_temperature(
    const struct cnvml_library *library, cnvml_device device, int32_t *celsius) {
  struct cnvml_temperature versioned = {.version = CNVML_VERSION_WORD(struct cnvml_temperature, 1)};
  int32_t code = CNVML_CALL(
      cnvml_temperature_versioned, (cnvml_device, struct cnvml_temperature *), (device, &versioned));
  *celsius = versioned.celsius;
  if (code == CNVML_SUCCESS) return code;
  uint32_t first = 0;
  code = cnvml_get_number_of_kind(library, cnvml_temperature_first, device, 0, &first);
  *celsius = (int32_t)first;
  return code;
}

/// How many processes compute. No room for any is offered: the size of an entry changed within one version of the call.
static inline int32_t cnvml_get_compute_process_count(
    const struct cnvml_library *library, cnvml_device device, uint32_t *count) {
  static const enum cnvml_symbol versions[] = {cnvml_compute_processes_third, cnvml_compute_processes_second};
  int32_t code = CNVML_FUNCTION_NOT_FOUND;
  for (int version = 0; version < 2; version++) {
    *count = 0;
    code = CNVML_CALL(versions[version], (cnvml_device, uint32_t *, void *), (device, count, NULL));
    if (code == 7) return CNVML_SUCCESS;
    if (code != CNVML_FUNCTION_NOT_FOUND && code != 3) return code;
  }
  return code;
}
#endif
