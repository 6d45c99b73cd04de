#ifndef AGNITRA_CREPLAY_H
#define AGNITRA_CREPLAY_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Starts a command apart from this program. Three processes take part:
//
//   runner     this program; it calls agnitra_replay_start and talks over a channel
//   keeper     its child: first process of new name spaces where the kernel gives them, and the one that adopts every
//              process which outlives its parent; it never executes anything
//   workload   the keeper's child: gives up all it does not need, waits to be released, becomes the command
//
// Keeper and workload begin as copies of a program that may have many threads, whose locks nobody will ever release
// there. So they call nothing but system calls and functions that are safe in a signal handler, and they do not use the
// C library's fork, setuid or setgroups, which look after threads that the copy does not have.

/// What keeper and workload say, one packet each.
enum agnitra_replay_report_kind {
  /// The workload gave up what it could and waits to be released.
  AGNITRA_REPLAY_READY = 1,
  /// The workload becomes the command now.
  AGNITRA_REPLAY_STARTED = 2,
  /// The step said could not be done; `status` is its errno.
  AGNITRA_REPLAY_FAILED = 3,
  /// The workload ended; `status` is waitpid's.
  AGNITRA_REPLAY_ENDED = 4,
};

/// What a workload does before it becomes the command.
enum agnitra_replay_step {
  AGNITRA_REPLAY_STEP_USER_MAP = 1,
  AGNITRA_REPLAY_STEP_FORK = 2,
  AGNITRA_REPLAY_STEP_SESSION = 3,
  AGNITRA_REPLAY_STEP_FOLDER = 4,
  AGNITRA_REPLAY_STEP_DESCRIPTORS = 5,
  AGNITRA_REPLAY_STEP_LIMITS = 6,
  AGNITRA_REPLAY_STEP_USER = 7,
  AGNITRA_REPLAY_STEP_CAPABILITIES = 8,
  AGNITRA_REPLAY_STEP_NO_NEW_PRIVILEGES = 9,
  AGNITRA_REPLAY_STEP_FILTER = 10,
  AGNITRA_REPLAY_STEP_EXECUTION = 11,
};

/// What was reached, as bits of a report's `isolation`.
enum agnitra_replay_isolation {
  AGNITRA_REPLAY_HAS_LIMITS = 1,
  AGNITRA_REPLAY_HAS_NO_NEW_PRIVILEGES = 2,
  AGNITRA_REPLAY_HAS_FILES = 4,
  AGNITRA_REPLAY_HAS_NETWORK = 8,
  AGNITRA_REPLAY_HAS_PROCESSES = 16,
};

/// What the runner says to the keeper, one byte a packet. The end of the channel tells the keeper to leave.
enum agnitra_replay_command {
  AGNITRA_REPLAY_RELEASE = 1,
  AGNITRA_REPLAY_TERMINATE = 2,
  AGNITRA_REPLAY_KILL = 3,
};

struct agnitra_replay_report {
  int32_t kind;
  int32_t step;
  int32_t status;
  uint32_t isolation;
  /// CLOCK_MONOTONIC and CLOCK_BOOTTIME of that moment.
  int64_t monotonic_nanoseconds;
  int64_t boot_nanoseconds;
};

/// A limit of setrlimit, hard and soft.
struct agnitra_replay_limit {
  int32_t resource;
  uint64_t value;
};

/// Everything a start needs, laid ready by the runner.
struct agnitra_replay_plan {
  char *const *arguments;
  char *const *environment;
  const char *folder;
  /// What the keeper writes to its uid_map and gid_map when it is given a user name space of its own.
  const char *user_map;
  const char *group_map;
  const struct agnitra_replay_limit *limits;
  size_t limit_count;
  /// The user and group to become, where `changes_user`.
  uint32_t user_id;
  uint32_t group_id;
  bool changes_user;
  /// Whether that user may read every file that the rule set allows, whoever's it is; only with a rule set.
  bool reads_all_files;
  bool allows_network;
  /// Whether to ask for name spaces of processes, network and IPC, and with them for one of users.
  bool has_name_spaces;
  bool has_user_name_space;
  int32_t channel;
  int32_t output;
  /// A Landlock rule set, or -1.
  int32_t rule_set;
};

/// A channel's two ends, packets kept apart, closed on execution. Answers 0, or -1 with errno.
int agnitra_replay_channel(int ends[2]);
/// A pipe's two ends, the reading one never blocking, closed on execution. Answers 0, or -1 with errno.
int agnitra_replay_pipe(int ends[2]);
/// Starts keeper and workload. Answers the keeper's process id, or -1 with errno.
pid_t agnitra_replay_start(const struct agnitra_replay_plan *plan);
/// Sends one command; never raises SIGPIPE. Answers whether it was sent.
bool agnitra_replay_send(int channel, int command);

/// The kernel's version of Landlock; 0 without.
int agnitra_landlock_version(void);
/// A rule set that denies every access to files, and TCP too where said. Answers a descriptor, or -1 with errno.
int agnitra_landlock_rule_set(int version, bool denies_network);

/// What a rule allows below a path.
enum agnitra_landlock_access {
  /// Reading, listing and executing.
  AGNITRA_LANDLOCK_READ = 1,
  /// Reading, writing and device control, creating nothing.
  AGNITRA_LANDLOCK_DEVICE = 2,
  /// All but making devices.
  AGNITRA_LANDLOCK_OWN = 3,
};

/// Allows an access. Answers 0, or -1 with errno; ENOENT when there is no such path.
int agnitra_landlock_allow(int rule_set, int version, const char *path, int access);

/// Opens a file inside a folder for reading, if its name is one component, and no link. Answers a descriptor, or -1.
int agnitra_replay_open_inside(int folder, const char *name);
#endif
