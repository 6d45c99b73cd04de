#ifndef REPLAY_WORKLOAD_MISBEHAVIOUR_H
#define REPLAY_WORKLOAD_MISBEHAVIOUR_H
/// Does what a replay must not do, so that tests see it stopped. Answers the exit status: 0 when what was tried was
/// refused, 10 when it was not, 64 for a way that is not known.
int misbehave(const char *way, const char *argument);
#endif
