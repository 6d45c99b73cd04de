#ifndef AGNITRA_CREPLAY_INTERNAL_H
#define AGNITRA_CREPLAY_INTERNAL_H
#include "CReplay.h"

// Where keeper and workload hold their descriptors, whatever the runner's numbers were.
enum { NOTHING = 0, CHANNEL = 3, OUTPUT = 4, RULE_SET = 5, GATE = 6, GATE_OTHER_END = 7, FIRST_UNUSED = 8 };

/// Sends a report with the clocks of now.
void agnitra_report(int kind, int step, int status, uint32_t isolation);
/// Becomes the command, or says what could not be done and exits.
_Noreturn void agnitra_become_workload(const struct agnitra_replay_plan *plan);
/// Installs the filter of system calls. Answers 0, or -1 with errno.
int agnitra_filter_calls(bool allows_network);
/// Restricts this process to a rule set. Answers 0, or -1 with errno.
int agnitra_landlock_restrict(int rule_set);
#endif
