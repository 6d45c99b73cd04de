#define _GNU_SOURCE
#include "internal.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#error "the filter of system calls has not been written for this processor"
#endif

#ifndef CLONE_NEWTIME
#define CLONE_NEWTIME 0x80
#endif
#define NEW_NAME_SPACES                                                                                     \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET | \
   CLONE_NEWTIME)

/// Calls that look into other processes, change the host, load code into the kernel or reach files by another way than
/// their path. Numbers from 424 on are the same everywhere and are given as such where old headers lack the name.
static const int forbidden[] = {
    SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kcmp, 438 /* pidfd_getfd */,
    424 /* pidfd_send_signal */, 440 /* process_madvise */, 448 /* process_mrelease */,
    SYS_keyctl, SYS_add_key, SYS_request_key,
    SYS_bpf, SYS_perf_event_open, SYS_userfaultfd, SYS_lookup_dcookie, SYS_syslog,
    SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, 428 /* open_tree */, 429 /* move_mount */,
    430 /* fsopen */, 431 /* fsconfig */, 432 /* fsmount */, 433 /* fspick */, 442 /* mount_setattr */,
    SYS_unshare, SYS_setns,
    SYS_kexec_load, SYS_init_module, SYS_finit_module, SYS_delete_module, SYS_reboot,
#ifdef SYS_kexec_file_load
    SYS_kexec_file_load,
#endif
    SYS_swapon, SYS_swapoff, SYS_acct, SYS_quotactl, 443 /* quotactl_fd */, SYS_vhangup,
    SYS_settimeofday, SYS_clock_settime, SYS_adjtimex, SYS_clock_adjtime, SYS_sethostname, SYS_setdomainname,
    SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_fanotify_init,
    // Landlock says nothing about who may use a file: a replay of the same user could open its keys to everyone.
    SYS_fchmod, SYS_fchmodat, 452 /* fchmodat2 */, SYS_fchown, SYS_fchownat, SYS_utimensat,
    SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
#ifdef SYS_chmod
    SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat,
#endif
#ifdef SYS_iopl
    SYS_iopl, SYS_ioperm,
#endif
};

/// Calls that programs do without when the kernel does not have them: io_uring, which opens sockets by itself, and the
/// clone whose flags a filter cannot read.
static const int absent[] = {425 /* io_uring_setup */, 426, 427, 435 /* clone3 */};

/// Calls whose first argument is the process, or with a minus the group, that they act upon.
static const int signalling[] = {SYS_kill, SYS_tkill, SYS_tgkill, SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
                                 434 /* pidfd_open */};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct program {
  struct sock_filter steps[512];
  unsigned short count;
};

static void add(struct program *program, unsigned short code, uint32_t value, uint8_t yes, uint8_t no) {
  if (program->count == COUNT(program->steps)) return;
  program->steps[program->count++] = (struct sock_filter){code, yes, no, value};
}

static void load(struct program *program, size_t offset) {
  add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void answer(struct program *program, uint32_t action) {
  add(program, BPF_RET | BPF_K, action, 0, 0);
}

/// The answer `action` when what was loaded equals `value`.
static void answer_if(struct program *program, uint32_t value, uint32_t action) {
  add(program, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
  answer(program, action);
}

static void filter_clone(struct program *program) {
  add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4);
  load(program, offsetof(struct seccomp_data, args[0]));
  add(program, BPF_JMP | BPF_JSET | BPF_K, NEW_NAME_SPACES, 0, 1);
  answer(program, SECCOMP_RET_ERRNO | EPERM);
  answer(program, SECCOMP_RET_ALLOW);
}

static void filter_sockets(struct program *program) {
  add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 0, 4);
  load(program, offsetof(struct seccomp_data, args[0]));
  add(program, BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0);
  answer(program, SECCOMP_RET_ERRNO | EPERM);
  answer(program, SECCOMP_RET_ALLOW);
}

/// The keeper, and all others at once, are out of reach.
static void filter_signals(struct program *program) {
  uint32_t keeper = (uint32_t)getppid();
  for (size_t index = 0; index < COUNT(signalling); index++) {
    add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)signalling[index], 0, 8);
    load(program, offsetof(struct seccomp_data, args[0]));
    answer_if(program, keeper, SECCOMP_RET_ERRNO | EPERM);
    answer_if(program, (uint32_t) - (int32_t)keeper, SECCOMP_RET_ERRNO | EPERM);
    answer_if(program, (uint32_t)-1, SECCOMP_RET_ERRNO | EPERM);
    answer(program, SECCOMP_RET_ALLOW);
  }
}

int agnitra_filter_calls(bool allows_network) {
  struct program program = {.count = 0};
  load(&program, offsetof(struct seccomp_data, arch));
  add(&program, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
  answer(&program, SECCOMP_RET_KILL_PROCESS);
  load(&program, offsetof(struct seccomp_data, nr));
  // The 32-bit variant of x86-64 has numbers of its own.
  add(&program, BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
  answer(&program, SECCOMP_RET_ERRNO | ENOSYS);
  for (size_t index = 0; index < COUNT(forbidden); index++)
    answer_if(&program, (uint32_t)forbidden[index], SECCOMP_RET_ERRNO | EPERM);
  for (size_t index = 0; index < COUNT(absent); index++)
    answer_if(&program, (uint32_t)absent[index], SECCOMP_RET_ERRNO | ENOSYS);
  filter_clone(&program);
  if (!allows_network) filter_sockets(&program);
  filter_signals(&program);
  answer(&program, SECCOMP_RET_ALLOW);
  if (program.count == COUNT(program.steps)) {
    errno = E2BIG;
    return -1;
  }
  struct sock_fprog whole = {program.count, program.steps};
  return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole, 0, 0);
}
