#define _GNU_SOURCE
#include "misbehaviour.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { REFUSED = 0, NOT_REFUSED = 10, UNKNOWN_WAY = 64 };

extern char **environ;

static int told(int result, const char *what) {
  printf("%s: %s\n", what, result < 0 ? strerror(errno) : "not refused");
  return result < 0 ? REFUSED : NOT_REFUSED;
}

/// Starts processes as fast as it can, each of which stays. So many and no more: a test of ours that fails must not take
/// its host down, as a real bomb would.
static int fork_bomb(void) {
  for (int count = 0; count < 300; count++) {
    pid_t child = fork();
    if (child == 0) {
      signal(SIGTERM, SIG_IGN);
      for (;;) pause();
    }
    if (child > 0) continue;
    printf("refused after %d\n", count);
    fflush(stdout);
    break;
  }
  for (;;) pause();
}

/// Waits for ever, deaf to requests.
static int hang(void) {
  signal(SIGTERM, SIG_IGN);
  signal(SIGINT, SIG_IGN);
  for (;;) pause();
}

static int stop_itself(void) {
  raise(SIGSTOP);
  for (;;) pause();
}

/// Leaves a process behind that left the session and the group, and has no parent any more.
static int escape(void) {
  if (fork() == 0) {
    setsid();
    signal(SIGTERM, SIG_IGN);
    if (fork() != 0) _exit(0);
    setsid();
    for (;;) pause();
  }
  usleep(200000);
  return 0;
}

/// The same, and stays itself.
static int escape_and_hang(void) {
  escape();
  return hang();
}

/// Leaves processes that ended and that it never asks about.
static int leave_zombies(void) {
  for (int index = 0; index < 20; index++)
    if (fork() == 0) _exit(0);
  usleep(50000);
  return 0;
}

static int fill_folder(long fileMebibytes) {
  static char mebibyte[1 << 20];
  memset(mebibyte, 'x', sizeof mebibyte);
  for (int number = 0;; number++) {
    char name[32];
    snprintf(name, sizeof name, "file-%d", number);
    int file = open(name, O_WRONLY | O_CREAT, 0600);
    for (long count = 0; count < fileMebibytes; count++)
      if (file < 0 || write(file, mebibyte, sizeof mebibyte) < 0) return 1;
    close(file);
  }
}

/// The same without a name for any of it.
static int fill_unnamed(long fileMebibytes) {
  static char mebibyte[1 << 20];
  memset(mebibyte, 'x', sizeof mebibyte);
  for (;;) {
    int file = open("unnamed", O_WRONLY | O_CREAT | O_EXCL, 0600);
    unlink("unnamed");
    for (long count = 0; count < fileMebibytes; count++)
      if (file < 0 || write(file, mebibyte, sizeof mebibyte) < 0) return 1;
  }
}

/// Folders in folders, deeper than a path can say.
static int dig(void) {
  for (int depth = 0; depth < 3000; depth++)
    if (mkdir("deeper", 0700) != 0 || chdir("deeper") != 0) return 1;
  return 0;
}

static int flood(long mebibytes) {
  static char mebibyte[1 << 20];
  memset(mebibyte, 'x', sizeof mebibyte);
  for (long count = 0; count < mebibytes; count++)
    for (size_t done = 0; done < sizeof mebibyte;) {
      ssize_t written = write(1, mebibyte + done, sizeof mebibyte - done);
      if (written < 0) return 1;
      done += (size_t)written;
    }
  return 0;
}

static int read_input(void) {
  char byte;
  return read(0, &byte, 1) == 0 ? REFUSED : NOT_REFUSED;
}

static int read_secret(const char *path) { return told(open(path, O_RDONLY), path); }

static int connect_to(const char *port) {
  int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  if (descriptor < 0) return told(-1, "socket");
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return told(connect(descriptor, (struct sockaddr *)&address, sizeof address), "connect");
}

/// Calls that only look harmless to who does not know them; all must be refused.
static int call_forbidden(void) {
  int status = REFUSED;
  status |= told((int)ptrace(PTRACE_TRACEME, 0, NULL, NULL), "ptrace");
  status |= told(mount("none", "/", "tmpfs", 0, NULL), "mount");
  status |= told((int)syscall(SYS_unshare, 0x10000000), "unshare");
  status |= told((int)syscall(SYS_keyctl, 0, 0, 0, 0, 0), "keyctl");
  status |= told((int)syscall(SYS_bpf, 0, NULL, 0), "bpf");
  status |= told((int)syscall(SYS_perf_event_open, NULL, 0, 0, -1, 0), "perf_event_open");
  status |= told((int)syscall(425, 4, NULL), "io_uring_setup");
  status |= told(chmod(".", 0777), "chmod");
  status |= told(chown(".", getuid(), getgid()), "chown");
  status |= told(socket(AF_NETLINK, SOCK_RAW, 0), "netlink");
  status |= told(socket(AF_PACKET, SOCK_RAW, 0), "packet");
  status |= told(setuid(0) == 0 && getuid() != 0 ? 0 : -1, "setuid");
  int local = socket(AF_UNIX, SOCK_STREAM, 0);
  if (local < 0) return 11;
  return status;
}

/// Whom a signal reaches: its keeper, and everybody.
static int signal_others(void) {
  int status = told(getppid() > 0 ? kill(getppid(), SIGKILL) : -1, "kill the parent");
  signal(SIGTERM, SIG_IGN);
  return status;
}

static int show(void) {
  for (char **variable = environ; *variable != NULL; variable++) printf("env %s\n", *variable);
  char folder[4096];
  printf("cwd %s\n", getcwd(folder, sizeof folder) == NULL ? "?" : folder);
  struct stat status;
  printf("mode %o\n", stat(".", &status) == 0 ? (unsigned)status.st_mode & 07777 : 0);
  for (int descriptor = 0; descriptor < 1024; descriptor++)
    if (fcntl(descriptor, F_GETFD) >= 0) printf("fd %d\n", descriptor);
  printf("session %d\n", getsid(0) == getpid() && getpgrp() == getpid());
  struct rlimit core;
  getrlimit(RLIMIT_CORE, &core);
  printf("core %lu\n", (unsigned long)core.rlim_max);
  printf("uid %u\n", getuid());
  return 0;
}

/// Takes processor time until it is taken from it.
static int spin(void) {
  for (volatile unsigned long count = 0;; count++) continue;
}

static int link_output(const char *path) { return symlink(path, "output.json") == 0 ? 0 : 1; }

static int deny_terminal(void) { return told(open("/dev/tty", O_RDWR), "/dev/tty"); }

int misbehave(const char *way, const char *argument) {
  if (strcmp(way, "fork") == 0) return fork_bomb();
  if (strcmp(way, "hang") == 0) return hang();
  if (strcmp(way, "stop") == 0) return stop_itself();
  if (strcmp(way, "escape") == 0) return escape();
  if (strcmp(way, "escape-and-hang") == 0) return escape_and_hang();
  if (strcmp(way, "zombies") == 0) return leave_zombies();
  if (strcmp(way, "fill") == 0) return fill_folder(atol(argument));
  if (strcmp(way, "fill-unnamed") == 0) return fill_unnamed(atol(argument));
  if (strcmp(way, "dig") == 0) return dig();
  if (strcmp(way, "flood") == 0) return flood(atol(argument));
  if (strcmp(way, "input") == 0) return read_input();
  if (strcmp(way, "read") == 0) return read_secret(argument);
  if (strcmp(way, "connect") == 0) return connect_to(argument);
  if (strcmp(way, "call") == 0) return call_forbidden();
  if (strcmp(way, "signal") == 0) return signal_others();
  if (strcmp(way, "show") == 0) return show();
  if (strcmp(way, "spin") == 0) return spin();
  if (strcmp(way, "link") == 0) return link_output(argument);
  if (strcmp(way, "terminal") == 0) return deny_terminal();
  if (strcmp(way, "abort") == 0) abort();
  return UNKNOWN_WAY;
}
