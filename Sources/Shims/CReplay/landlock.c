#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// The kernel's numbers, said here because headers of older systems lack the newer ones (linux/landlock.h).
enum { CREATE_RULE_SET = 444, ADD_RULE = 445, RESTRICT_SELF = 446 };
enum { RULE_PATH_BENEATH = 1, FLAG_VERSION = 1 };

#define BIT(number) (1ULL << (number))
#define EXECUTE BIT(0)
#define WRITE_FILE BIT(1)
#define READ_FILE BIT(2)
#define READ_FOLDER BIT(3)
#define MAKE_CHARACTER_DEVICE BIT(6)
#define MAKE_BLOCK_DEVICE BIT(11)
#define REFER BIT(13)
#define TRUNCATE BIT(14)
#define CONTROL_DEVICE BIT(15)
#define FILE_ACCESS (EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | CONTROL_DEVICE)
#define TCP_ACCESS (BIT(0) | BIT(1))
#define ABSTRACT_SOCKETS_AND_SIGNALS (BIT(0) | BIT(1))

struct rule_set {
  uint64_t file_access;
  uint64_t network_access;
  uint64_t scoped;
};

struct path_rule {
  uint64_t access;
  int32_t parent;
} __attribute__((packed));

static uint64_t known_access(int version) {
  uint64_t access = BIT(13) - 1;
  if (version >= 2) access |= REFER;
  if (version >= 3) access |= TRUNCATE;
  if (version >= 5) access |= CONTROL_DEVICE;
  return access;
}

int agnitra_landlock_version(void) {
  long version = syscall(CREATE_RULE_SET, NULL, 0, FLAG_VERSION);
  return version < 0 ? 0 : (int)version;
}

int agnitra_landlock_rule_set(int version, bool denies_network) {
  struct rule_set rules = {.file_access = known_access(version)};
  size_t size = sizeof rules.file_access;
  if (version >= 4) {
    size += sizeof rules.network_access;
    if (denies_network) rules.network_access = TCP_ACCESS;
  }
  if (version >= 6) {
    size += sizeof rules.scoped;
    rules.scoped = ABSTRACT_SOCKETS_AND_SIGNALS;
  }
  return (int)syscall(CREATE_RULE_SET, &rules, size, 0);
}

int agnitra_landlock_allow(int rule_set, int version, const char *path, int access) {
  int descriptor = open(path, O_PATH | O_CLOEXEC);
  if (descriptor < 0) return -1;
  struct stat status;
  memset(&status, 0, sizeof status);
  int result = fstat(descriptor, &status);
  struct path_rule rule = {.access = 0, .parent = descriptor};
  if (access == AGNITRA_LANDLOCK_READ) rule.access = EXECUTE | READ_FILE | READ_FOLDER;
  if (access == AGNITRA_LANDLOCK_DEVICE) rule.access = READ_FILE | WRITE_FILE | READ_FOLDER | CONTROL_DEVICE;
  if (access == AGNITRA_LANDLOCK_OWN) rule.access = ~(MAKE_CHARACTER_DEVICE | MAKE_BLOCK_DEVICE);
  rule.access &= known_access(version);
  if (!S_ISDIR(status.st_mode)) rule.access &= FILE_ACCESS;
  if (result == 0) result = (int)syscall(ADD_RULE, rule_set, RULE_PATH_BENEATH, &rule, 0);
  int cause = errno;
  close(descriptor);
  errno = cause;
  return result;
}

int agnitra_landlock_restrict(int rule_set) { return (int)syscall(RESTRICT_SELF, rule_set, 0); }

int agnitra_replay_open_inside(int folder, const char *name) {
  if (strchr(name, '/') != NULL || strcmp(name, "..") == 0) {
    errno = EINVAL;
    return -1;
  }
  return openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
}
