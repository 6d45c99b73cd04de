#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int agnitra_replay_channel(int ends[2]) {
  return socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends);
}

int agnitra_replay_pipe(int ends[2]) {
  if (pipe2(ends, O_CLOEXEC) < 0) return -1;
  // A larger pipe wakes the runner less often, beside what is timed; the kernel may refuse.
  fcntl(ends[0], F_SETPIPE_SZ, 1 << 20);
  return fcntl(ends[0], F_SETFL, O_NONBLOCK);
}

bool agnitra_replay_send(int channel, int command) {
  char byte = (char)command;
  return send(channel, &byte, 1, MSG_NOSIGNAL | MSG_DONTWAIT) == 1;
}

static int64_t nanoseconds(clockid_t clock) {
  struct timespec time = {0, 0};
  clock_gettime(clock, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

/// How far CLOCK_BOOTTIME is ahead of CLOCK_MONOTONIC: the time this host has slept. A process that loses its processor
/// between two reads would see sleep where there was none, so of some tight pairs the tightest counts.
static int64_t slept_nanoseconds(void) {
  int64_t slept = 0, tightest = INT64_MAX;
  for (int pair = 0; pair < 16 && tightest > 20000; pair++) {
    int64_t before = nanoseconds(CLOCK_MONOTONIC);
    int64_t boot = nanoseconds(CLOCK_BOOTTIME);
    int64_t width = nanoseconds(CLOCK_MONOTONIC) - before;
    if (width >= tightest) continue;
    tightest = width;
    slept = boot - before;
  }
  return slept;
}

void agnitra_report(int kind, int step, int status, uint32_t isolation) {
  int64_t now = nanoseconds(CLOCK_MONOTONIC);
  struct agnitra_replay_report report = {
      .kind = kind,
      .step = step,
      .status = status,
      .isolation = isolation,
      .monotonic_nanoseconds = now,
      .boot_nanoseconds = now + slept_nanoseconds(),
  };
  send(CHANNEL, &report, sizeof report, MSG_NOSIGNAL);
}

static _Noreturn void fail(int step) {
  agnitra_report(AGNITRA_REPLAY_FAILED, step, errno, 0);
  _exit(127);
}

/// A copy of this process without the C library's care for threads.
static pid_t copy(unsigned long name_spaces) {
  return (pid_t)syscall(SYS_clone, name_spaces | SIGCHLD, 0, 0, 0, 0);
}

static void close_from(unsigned int first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
#endif
  for (int descriptor = (int)first; descriptor < 65536; descriptor++) close(descriptor);
}

/// Holds the descriptors of the plan at their places, and no other one.
static void place_descriptors(const struct agnitra_replay_plan *plan) {
  int channel = fcntl(plan->channel, F_DUPFD, 64);
  int output = fcntl(plan->output, F_DUPFD, 64);
  int rule_set = plan->rule_set < 0 ? -1 : fcntl(plan->rule_set, F_DUPFD, 64);
  if (channel < 0 || output < 0) _exit(127);
  dup2(channel, CHANNEL);
  dup2(output, OUTPUT);
  close(RULE_SET);
  if (rule_set >= 0) dup2(rule_set, RULE_SET);
  close(GATE);
  close(GATE_OTHER_END);
  close_from(FIRST_UNUSED);
  int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0) fail(AGNITRA_REPLAY_STEP_DESCRIPTORS);
  for (int descriptor = 0; descriptor < 3; descriptor++) dup2(nothing, descriptor);
  if (nothing > 2) close(nothing);
}

static bool write_file(const char *path, const char *text) {
  int descriptor = open(path, O_WRONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  size_t count = strlen(text);
  bool is_written = write(descriptor, text, count) == (ssize_t)count;
  close(descriptor);
  return is_written;
}

/// The maps may be written only by a process whose memory may be looked at; the runner forbids that for its own.
static void map_user(const struct agnitra_replay_plan *plan) {
  prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
  bool is_mapped = write_file("/proc/self/setgroups", "deny") &&
                   write_file("/proc/self/uid_map", plan->user_map) &&
                   write_file("/proc/self/gid_map", plan->group_map);
  int cause = errno;
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  errno = cause;
  if (!is_mapped) fail(AGNITRA_REPLAY_STEP_USER_MAP);
}

/// Collects every process that ended; `workload` becomes 0 once it is among them.
static void collect(pid_t *workload) {
  int status = 0;
  pid_t ended;
  while ((ended = waitpid(-1, &status, WNOHANG)) > 0) {
    if (ended != *workload) continue;
    agnitra_report(AGNITRA_REPLAY_ENDED, 0, status, 0);
    *workload = 0;
  }
}

static void signal_group(pid_t workload, int command) {
  if (workload <= 0) return;
  if (command == AGNITRA_REPLAY_KILL) kill(-workload, SIGKILL);
  if (command != AGNITRA_REPLAY_TERMINATE) return;
  kill(-workload, SIGTERM);
  // A stopped process is told only once it runs again.
  kill(-workload, SIGCONT);
}

static void obey(pid_t workload) {
  char command = 0;
  ssize_t count = recv(CHANNEL, &command, 1, MSG_DONTWAIT);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    // As first process of a name space it takes all others with it; elsewhere at least the group.
    signal_group(workload, AGNITRA_REPLAY_KILL);
    _exit(0);
  }
  if (command == AGNITRA_REPLAY_RELEASE) {
    ssize_t released = write(GATE_OTHER_END, &command, 1);
    (void)released;
  } else {
    signal_group(workload, command);
  }
}

static _Noreturn void keep(pid_t workload) {
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  int ended = signalfd(-1, &children, SFD_NONBLOCK | SFD_CLOEXEC);
  if (ended < 0) fail(AGNITRA_REPLAY_STEP_DESCRIPTORS);
  for (;;) {
    struct pollfd watched[2] = {{.fd = ended, .events = POLLIN}, {.fd = CHANNEL, .events = POLLIN}};
    if (poll(watched, 2, -1) < 0) continue;
    struct signalfd_siginfo information;
    while (read(ended, &information, sizeof information) > 0) continue;
    collect(&workload);
    if (watched[1].revents != 0) obey(workload);
  }
}

static _Noreturn void become_keeper(const struct agnitra_replay_plan *plan) {
  place_descriptors(plan);
  setsid();
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
  struct sigaction standard = {.sa_handler = SIG_DFL};
  sigaction(SIGCHLD, &standard, NULL);
  if (plan->has_user_name_space) map_user(plan);
  int gate[2];
  if (pipe2(gate, O_CLOEXEC) < 0 || gate[0] != GATE || gate[1] != GATE_OTHER_END) {
    if (plan->rule_set >= 0) fail(AGNITRA_REPLAY_STEP_DESCRIPTORS);
    // Without a rule set its place is free, and the pipe took it.
    dup3(gate[1], GATE_OTHER_END, O_CLOEXEC);
    dup3(gate[0], GATE, O_CLOEXEC);
    close(RULE_SET);
  }
  pid_t workload = copy(0);
  if (workload < 0) fail(AGNITRA_REPLAY_STEP_FORK);
  if (workload == 0) agnitra_become_workload(plan);
  close(OUTPUT);
  close(RULE_SET);
  close(GATE);
  keep(workload);
}

pid_t agnitra_replay_start(const struct agnitra_replay_plan *plan) {
  unsigned long name_spaces = 0;
  if (plan->has_name_spaces) {
    name_spaces = CLONE_NEWPID | CLONE_NEWIPC;
    if (!plan->allows_network) name_spaces |= CLONE_NEWNET;
    if (plan->has_user_name_space) name_spaces |= CLONE_NEWUSER;
  }
  // No handler of this program may run in the copies.
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &before);
  pid_t keeper = copy(name_spaces);
  if (keeper == 0) become_keeper(plan);
  int cause = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  errno = cause;
  return keeper;
}
