#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <linux/capability.h>
#include <linux/securebits.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static _Noreturn void fail(int step) {
  agnitra_report(AGNITRA_REPLAY_FAILED, step, errno, 0);
  _exit(127);
}

static bool limit(const struct agnitra_replay_plan *plan) {
  for (size_t index = 0; index < plan->limit_count; index++) {
    struct rlimit value = {plan->limits[index].value, plan->limits[index].value};
    if (setrlimit((__rlimit_resource_t)plan->limits[index].resource, &value) < 0) return false;
  }
  return true;
}

/// By system calls, since the C library's functions change every thread of a program, and this is a copy of one.
static bool become_user(const struct agnitra_replay_plan *plan) {
  if (!plan->changes_user) return true;
  return syscall(SYS_setgroups, 0, NULL) == 0 &&
         syscall(SYS_setresgid, plan->group_id, plan->group_id, plan->group_id) == 0 &&
         syscall(SYS_setresuid, plan->user_id, plan->user_id, plan->user_id) == 0;
}

/// Gives up root's way of getting capabilities by executing something. As long as there are some: before the user
/// changes, which then takes none away by itself.
static void forbid_capabilities(const struct agnitra_replay_plan *plan) {
  for (int capability = 0; capability < 64; capability++)
    if (capability != CAP_DAC_READ_SEARCH || !plan->reads_all_files) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  prctl(PR_SET_SECUREBITS, SECBIT_NOROOT | SECBIT_NOROOT_LOCKED | SECBIT_NO_SETUID_FIXUP |
                               SECBIT_NO_SETUID_FIXUP_LOCKED,
        0, 0, 0);
  prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
}

/// Gives up every capability, but for reading what the rule set allows where the plan says so.
static bool drop_capabilities(const struct agnitra_replay_plan *plan) {
  uint32_t kept = plan->reads_all_files ? 1U << CAP_DAC_READ_SEARCH : 0;
  struct __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  struct __user_cap_data_struct data[2] = {{kept, kept, kept}, {0, 0, 0}};
  if (syscall(SYS_capset, &header, data) != 0) return false;
  if (!plan->reads_all_files) return true;
  return prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_READ_SEARCH, 0, 0) == 0;
}

static void reset_signals(void) {
  struct sigaction standard = {.sa_handler = SIG_DFL};
  for (int number = 1; number < 65; number++) sigaction(number, &standard, NULL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
}

static void close_on_execution(void) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, 3U, ~0U, 4U) == 0) return;
#endif
  for (int descriptor = 3; descriptor < FIRST_UNUSED; descriptor++) {
    if (descriptor == CHANNEL || descriptor == GATE) {
      syscall(SYS_fcntl, descriptor, 2, 1);
    } else {
      close(descriptor);
    }
  }
}

static uint32_t confine(const struct agnitra_replay_plan *plan) {
  uint32_t isolation = AGNITRA_REPLAY_HAS_LIMITS | AGNITRA_REPLAY_HAS_NO_NEW_PRIVILEGES;
  if (!limit(plan)) fail(AGNITRA_REPLAY_STEP_LIMITS);
  forbid_capabilities(plan);
  if (!become_user(plan)) fail(AGNITRA_REPLAY_STEP_USER);
  if (!drop_capabilities(plan)) fail(AGNITRA_REPLAY_STEP_CAPABILITIES);
  // After the change of user, which takes it back.
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0) fail(AGNITRA_REPLAY_STEP_NO_NEW_PRIVILEGES);
  if (plan->rule_set >= 0 && agnitra_landlock_restrict(RULE_SET) == 0) isolation |= AGNITRA_REPLAY_HAS_FILES;
  if (plan->reads_all_files && (isolation & AGNITRA_REPLAY_HAS_FILES) == 0) fail(AGNITRA_REPLAY_STEP_CAPABILITIES);
  if (plan->has_name_spaces) isolation |= AGNITRA_REPLAY_HAS_PROCESSES;
  if (!plan->allows_network) isolation |= AGNITRA_REPLAY_HAS_NETWORK;
  return isolation;
}

_Noreturn void agnitra_become_workload(const struct agnitra_replay_plan *plan) {
  if (setsid() < 0) fail(AGNITRA_REPLAY_STEP_SESSION);
  umask(077);
  if (dup2(OUTPUT, 1) < 0 || dup2(OUTPUT, 2) < 0) fail(AGNITRA_REPLAY_STEP_DESCRIPTORS);
  close(GATE_OTHER_END);
  uint32_t isolation = confine(plan);
  // As the user who runs the command, who must be able to enter it.
  if (chdir(plan->folder) < 0) fail(AGNITRA_REPLAY_STEP_FOLDER);
  close_on_execution();
  reset_signals();
  if (agnitra_filter_calls(plan->allows_network) < 0) fail(AGNITRA_REPLAY_STEP_FILTER);
  agnitra_report(AGNITRA_REPLAY_READY, 0, 0, isolation);
  char released = 0;
  if (read(GATE, &released, 1) != 1) _exit(127);
  agnitra_report(AGNITRA_REPLAY_STARTED, 0, 0, isolation);
  execve(plan->arguments[0], plan->arguments, plan->environment);
  fail(AGNITRA_REPLAY_STEP_EXECUTION);
}
