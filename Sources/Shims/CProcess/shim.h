#ifndef AGNITRA_CPROCESS_H
#define AGNITRA_CPROCESS_H
#include <sys/prctl.h>
#include <sys/resource.h>

/// Keeps memory out of core files and out of reach of other processes of the same user. prctl is variadic, which
/// Swift cannot call.
static inline int agnitra_forbid_memory_dumps(void) {
  struct rlimit none = {0, 0};
  return setrlimit(RLIMIT_CORE, &none) | prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}
#endif
