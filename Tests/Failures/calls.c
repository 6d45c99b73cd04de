/* Stands between a program and the C library (LD_PRELOAD) and lets one of its calls go wrong, or writes down what each
   of them would leave on a disk. Only files below $CALLS_UNDER count, and sockets for `send`.

   CALLS_FAIL=KIND:K:HOW  the K-th call of a kind goes wrong: HOW is an error's name (EIO, ENOSPC, EMFILE, ...), with
                          `+` behind it for every later call too; `short` writes half of the bytes and says so; `kill`
                          and `killed` end the process before and after the call.
   CALLS_COUNTS=PATH      at the end, a line "KIND COUNT" for each kind of call.
   CALLS_RECORD=PATH      a record of each call, for power_cuts.py.
   CALLS_WATCH=PATH       the size of that file goes into each record: how far the providers were then.
   CALLS_BOOTTIME=PATH    the seconds in that file are added to CLOCK_BOOTTIME: how long the machine slept. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { OPEN, WRITE, PWRITE, FSYNC, FDATASYNC, TRUNCATE, RENAME, UNLINK, MKDIR, SEND, KINDS };
static const char *kind_name[KINDS] = {"open",   "write",  "pwrite", "fsync", "fdatasync",
                                       "truncate", "rename", "unlink", "mkdir", "send"};

static struct {
  const char *under, *counts, *watch, *boottime;
  int fails, kind, error, lasts, is_short, kills, kills_after;
  long at;
  int record;
} plan = {.record = -1};
static long counted[KINDS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int error_of(const char *name) {
  static const struct { const char *name; int value; } errors[] = {
      {"EIO", EIO}, {"ENOSPC", ENOSPC}, {"EMFILE", EMFILE}, {"ENOMEM", ENOMEM}, {"EROFS", EROFS}, {"EDQUOT", EDQUOT},
      {"EINTR", EINTR}};
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
    if (!strncmp(name, errors[i].name, strlen(errors[i].name))) return errors[i].value;
  fprintf(stderr, "calls: no error is called %s\n", name);
  abort();
}

__attribute__((constructor)) static void begin(void) {
  plan.under = getenv("CALLS_UNDER");
  plan.counts = getenv("CALLS_COUNTS");
  plan.watch = getenv("CALLS_WATCH");
  plan.boottime = getenv("CALLS_BOOTTIME");
  const char *record = getenv("CALLS_RECORD");
  if (record) plan.record = syscall(SYS_openat, AT_FDCWD, record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const char *text = getenv("CALLS_FAIL");
  char kind[16], how[16];
  if (!text || sscanf(text, "%15[a-z]:%ld:%15s", kind, &plan.at, how) != 3) return;
  for (plan.kind = 0; plan.kind < KINDS && strcmp(kind, kind_name[plan.kind]); plan.kind++) {}
  plan.fails = plan.kind < KINDS;
  plan.is_short = !strcmp(how, "short");
  plan.kills = !strcmp(how, "kill");
  plan.kills_after = !strcmp(how, "killed");
  plan.lasts = how[strlen(how) - 1] == '+';
  if (!plan.is_short && !plan.kills && !plan.kills_after) plan.error = error_of(how);
}

__attribute__((destructor)) static void end(void) {
  if (!plan.counts) return;
  int file = syscall(SYS_openat, AT_FDCWD, plan.counts, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  for (int i = 0; i < KINDS; i++) {
    char line[64];
    int length = snprintf(line, sizeof line, "%s %ld\n", kind_name[i], counted[i]);
    syscall(SYS_write, file, line, length);
  }
  syscall(SYS_close, file);
}

/* What a call shall do: go on, fail with an error, be short, or end the process after it. */
typedef enum { GO, FAIL, SHORT, END } verdict;

static verdict count(int kind) {
  pthread_mutex_lock(&lock);
  long number = ++counted[kind];
  pthread_mutex_unlock(&lock);
  if (!plan.fails || kind != plan.kind || number < plan.at || (number > plan.at && !plan.lasts)) return GO;
  if (plan.kills) syscall(SYS_kill, getpid(), SIGKILL);
  if (plan.is_short) return SHORT;
  if (plan.kills_after) return END;
  errno = plan.error;
  return FAIL;
}

static void finish(verdict what) {
  if (what == END) syscall(SYS_kill, getpid(), SIGKILL);
}

static int is_ours(const char *path) {
  if (!plan.under) return 0;
  char whole[PATH_MAX];
  if (path[0] != '/') {
    if (syscall(SYS_getcwd, whole, sizeof whole) < 0) return 0;
    if (strlen(whole) + strlen(path) + 2 > sizeof whole) return 0;
    strcat(strcat(whole, "/"), path);
    path = whole;
  }
  return !strncmp(path, plan.under, strlen(plan.under));
}

/* The path of a descriptor, if it is a file or folder of ours. */
static int our_descriptor(int file, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_ours(path);
}

/* Records: one header, then the path, then the bytes. */
struct header {
  uint32_t kind, path_length;
  uint64_t inode, offset, length, watched;
};
enum { R_CREATE = 1, R_WRITE, R_TRUNCATE, R_SYNC, R_FOLDER_SYNC, R_RENAME, R_UNLINK, R_SEND, R_EXISTS, R_MKDIR };

static void record(uint32_t kind, const char *path, uint64_t inode, uint64_t offset, const void *bytes, uint64_t length) {
  if (plan.record < 0) return;
  int error = errno;
  struct stat facts;
  struct header header = {kind, strlen(path), inode, offset, length, 0};
  if (plan.watch && !stat(plan.watch, &facts)) header.watched = facts.st_size;
  struct iovec parts[3] = {{&header, sizeof header}, {(void *)path, strlen(path)}, {(void *)bytes, bytes ? length : 0}};
  pthread_mutex_lock(&lock);
  if (syscall(SYS_writev, plan.record, parts, 3) < 0) abort();
  pthread_mutex_unlock(&lock);
  errno = error;
}

static uint64_t inode_of(int file) {
  struct stat facts;
  return fstat(file, &facts) ? 0 : facts.st_ino;
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__); \
  if (!real) real = (type (*)(__VA_ARGS__))dlsym(RTLD_NEXT, name)

static int open_file(int folder, const char *path, int flags, mode_t mode) {
  int ours = is_ours(path);
  verdict what = GO;
  if (ours && (what = count(OPEN)) == FAIL) return -1;
  int is_new = ours && (flags & O_CREAT) && syscall(SYS_faccessat, folder, path, F_OK, 0) != 0;
  int file = syscall(SYS_openat, folder, path, flags, mode);
  char whole[PATH_MAX];
  if (file >= 0 && ours && plan.record >= 0 && our_descriptor(file, whole)) {
    struct stat facts;
    fstat(file, &facts);
    if (S_ISREG(facts.st_mode)) {
      record(is_new ? R_CREATE : R_EXISTS, whole, facts.st_ino, 0, 0, 0);
      if (flags & O_TRUNC) record(R_TRUNCATE, whole, facts.st_ino, 0, 0, 0);
    }
  }
  finish(what);
  return file;
}

#define OPEN_MODE(flags) \
  mode_t mode = 0; \
  if ((flags) & (O_CREAT | O_TMPFILE)) { \
    va_list rest; \
    va_start(rest, flags); \
    mode = va_arg(rest, mode_t); \
    va_end(rest); \
  }

int open(const char *path, int flags, ...) { OPEN_MODE(flags) return open_file(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { OPEN_MODE(flags) return open_file(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { OPEN_MODE(flags) return open_file(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) {
  OPEN_MODE(flags) return open_file(folder, path, flags, mode);
}

static ssize_t write_file(int kind, int file, const void *bytes, size_t length, off_t offset) {
  char path[PATH_MAX];
  int ours = our_descriptor(file, path);
  verdict what = ours ? count(kind) : GO;
  if (what == FAIL) return -1;
  if (what == SHORT) length = (length + 1) / 2;
  off_t place = kind == PWRITE ? offset : ours && plan.record >= 0 ? syscall(SYS_lseek, file, 0, SEEK_CUR) : 0;
  ssize_t written = kind == PWRITE ? syscall(SYS_pwrite64, file, bytes, length, offset)
                                   : syscall(SYS_write, file, bytes, length);
  if (ours && written > 0) record(R_WRITE, path, inode_of(file), place, bytes, written);
  finish(what);
  return written;
}

ssize_t write(int file, const void *bytes, size_t length) { return write_file(WRITE, file, bytes, length, 0); }
ssize_t pwrite(int file, const void *bytes, size_t length, off_t offset) {
  return write_file(PWRITE, file, bytes, length, offset);
}
ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) {
  return write_file(PWRITE, file, bytes, length, offset);
}

static int sync_file(int kind, int file) {
  char path[PATH_MAX];
  int ours = our_descriptor(file, path);
  verdict what = ours ? count(kind) : GO;
  if (what == FAIL) return -1;
  int answer = syscall(kind == FSYNC ? SYS_fsync : SYS_fdatasync, file);
  struct stat facts;
  if (ours && !answer && !fstat(file, &facts))
    record(S_ISDIR(facts.st_mode) ? R_FOLDER_SYNC : R_SYNC, path, facts.st_ino, 0, 0, 0);
  finish(what);
  return answer;
}

int fsync(int file) { return sync_file(FSYNC, file); }
int fdatasync(int file) { return sync_file(FDATASYNC, file); }

int ftruncate(int file, off_t length) {
  char path[PATH_MAX];
  int ours = our_descriptor(file, path);
  verdict what = ours ? count(TRUNCATE) : GO;
  if (what == FAIL) return -1;
  int answer = syscall(SYS_ftruncate, file, length);
  if (ours && !answer) record(R_TRUNCATE, path, inode_of(file), length, 0, 0);
  finish(what);
  return answer;
}
int ftruncate64(int file, off_t length) { return ftruncate(file, length); }

/* A path as records name it: whole. */
static const char *whole_path(const char *path, char *buffer) {
  if (path[0] == '/') return path;
  if (syscall(SYS_getcwd, buffer, PATH_MAX) < 0) return path;
  if (strlen(buffer) + strlen(path) + 2 > PATH_MAX) return path;
  return strcat(strcat(buffer, "/"), path);
}

int rename(const char *from, const char *to) {
  int ours = is_ours(to);
  verdict what = ours ? count(RENAME) : GO;
  if (what == FAIL) return -1;
  int answer = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (ours && !answer) {
    char one[PATH_MAX], two[PATH_MAX];
    to = whole_path(to, two);
    record(R_RENAME, whole_path(from, one), 0, 0, to, strlen(to));
  }
  finish(what);
  return answer;
}

int unlink(const char *path) {
  int ours = is_ours(path);
  verdict what = ours ? count(UNLINK) : GO;
  if (what == FAIL) return -1;
  int answer = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  char whole[PATH_MAX];
  if (ours && !answer) record(R_UNLINK, whole_path(path, whole), 0, 0, 0, 0);
  finish(what);
  return answer;
}

int mkdir(const char *path, mode_t mode) {
  int ours = is_ours(path);
  verdict what = ours ? count(MKDIR) : GO;
  if (what == FAIL) return -1;
  int answer = syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  char whole[PATH_MAX];
  if (ours && !answer) record(R_MKDIR, whole_path(path, whole), 0, 0, 0, 0);
  finish(what);
  return answer;
}

static ssize_t send_bytes(int file, const void *bytes, size_t length, int flags, const void *to, socklen_t to_length) {
  verdict what = count(SEND);
  if (what == FAIL) return -1;
  ssize_t sent = syscall(SYS_sendto, file, bytes, length, flags, to, to_length);
  if (sent > 0) record(R_SEND, "", 0, 0, bytes, sent);
  finish(what);
  return sent;
}

ssize_t send(int file, const void *bytes, size_t length, int flags) {
  return send_bytes(file, bytes, length, flags, 0, 0);
}
ssize_t sendto(int file, const void *bytes, size_t length, int flags, const struct sockaddr *to, socklen_t to_length) {
  return send_bytes(file, bytes, length, flags, to, to_length);
}

int clock_gettime(clockid_t clock, struct timespec *time) {
  REAL(int, "clock_gettime", clockid_t, struct timespec *);
  int answer = real(clock, time);
  if (answer || !plan.boottime || clock != CLOCK_BOOTTIME) return answer;
  char text[32] = {0};
  int file = syscall(SYS_openat, AT_FDCWD, plan.boottime, O_RDONLY);
  if (file < 0) return answer;
  if (syscall(SYS_read, file, text, sizeof text - 1) > 0) time->tv_sec += atol(text);
  syscall(SYS_close, file);
  return answer;
}
