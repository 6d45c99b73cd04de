/*
 * The lease, in_flight and window rules of dispatch, for one bucket of one provider.
 *
 * Two runners share a ledger. A runner may stop at any point, for any time and any number of times: killed, paused, or
 * robbed of its lease. The provider forgets identifiers, loses answers, and applies requests late. README.md says which
 * function of Sources each rule stands for, what is left out, and how time is told.
 *
 * Every option of a process is one atomic action; between two actions anything else may happen. A rule is broken on
 * purpose with -D and the name that stands beside it; `run` proves that each is then found.
 */

#ifndef ITEMS
#define ITEMS 2 /* revisions 0, 1 of one bucket, one unit each, so that its total does not tell them apart */
#endif
#define RUNNERS 2
#define NOBODY RUNNERS

/* Time in ticks. Only the order of these sums matters, not what a tick is. */
#ifndef PAUSE
#define PAUSE 1 /* how old a decision to send may be when the first byte leaves */
#endif
#ifndef LATE
#define LATE 1 /* how long after it left a request may still be applied */
#endif
#ifndef SAFE
#define SAFE 2 /* the safe resend window */
#endif
#ifndef MEMORY
#define MEMORY 4 /* how long the provider knows an identifier: at least SAFE + PAUSE + LATE */
#endif
#ifndef LAG
#define LAG 1 /* how far the provider's totals may be behind */
#endif
#ifdef NO_QUIET
#define QUIET 0
#else
#define QUIET (PAUSE + LATE + LAG) /* how long after the last attempt in a bucket its total is believed */
#endif
#define AGE_MAX (SAFE + PAUSE)
#define ATTEMPT_AGE_MAX (PAUSE + LATE + LAG)

/* Laws by their numbers. Those on effects look at the provider's own books, those on conduct at what a runner does. */
#define effect(number, condition) assert((condition) && number)
#ifdef EFFECTS_ONLY
#define conduct(number, condition) skip
#else
#define conduct(number, condition) assert((condition) && number)
#endif

/* `planned` stands for skipped and deferred too: the same rules hold for all three. */
mtype:state = { planned, held, inFlight, delivered, rejected, expired, unknown, parked };

/* The ledger: survives everything. */
typedef Item {
  mtype:state state = planned;
  bool isDoubtful;   /* an attempt may have counted */
  byte doubtAge;     /* ... since then, by the provider's clock */
  byte attemptCount; /* 0, 1, or 2 for more */
  byte attemptAge    /* since the decision behind the last attempt */
};
Item item[ITEMS];
byte leaseHolder = NOBODY; /* whose epoch is the newest; an older epoch never comes back */

/* The provider: what it counted, since when, and what may still arrive. */
typedef Record {
  byte count;     /* how often it counts the unit of the item */
  byte age;       /* since it first did */
  byte copyTicks  /* how long a copy of a request may still arrive */
};
Record record[ITEMS];
bool isPastDeadline;

/* A runner's memory: gone when it stops. */
mtype:phase = { stopped, holding, decided, claimed, answered };
mtype:answer = { noAnswer, counted, refusedForNow, closed, tooOld, contentRefused, ambiguous };
typedef Runner {
  mtype:phase phase = stopped;
  byte itemIndex;
  mtype:state target = planned;
  mtype:answer answer = noAnswer;
  bool hadDoubt;       /* whether the item was doubtful before the claim */
  bool isOverwritten;  /* somebody changed the item since it was read */
  byte decisionAge
};
Runner runner[RUNNERS];

/* From here on nothing fails any more; only the liveness claim turns it on. */
bool isCalm;

/* ---- Rules ---- */

#define isFinal(s) (s == delivered || s == rejected || s == expired)
#define isSendable(s) (s == planned || s == inFlight)

#if defined(NO_WINDOW) || defined(FIRST_WRITE_WINS)
#define allowsResend(i) (!isPastDeadline)
#else
#define allowsResend(i) (!isPastDeadline && item[i].doubtAge < SAFE)
#endif

#ifdef NO_ISOLATION
#define isFirstOpen(i) true
#define isIsolated(i) (item[i].attemptAge >= QUIET)
#else
#define isFirstOpen(i) (i == 0 || isFinal(item[0].state))
#if ITEMS == 1
#define isIsolated(i) isQuiet(i)
#else
#define isIsolated(i) (isQuiet(0) && isQuiet(1) && !mayCount(1 - i))
#endif
#endif
#define isQuiet(i) (item[i].attemptCount == 0 || item[i].attemptAge >= QUIET)

#define isUnderWay(i) (item[i].state == inFlight || item[i].state == unknown || item[i].state == parked)
#define mayCount(i) (isUnderWay(i) && item[i].isDoubtful)

#define isDue(i) (isSendable(item[i].state) && isFirstOpen(i) && !isPastDeadline && \
  (!item[i].isDoubtful || allowsResend(i)))
#define isAged(i) (isSendable(item[i].state) && \
  (item[i].isDoubtful -> !allowsResend(i) : isPastDeadline))
#ifdef NO_RESOLVER
#define isResolvable(i) false
#else
#define isResolvable(i) (item[i].state == unknown && isIsolated(i))
#endif
#define isApprovable(i) (item[i].state == held || (item[i].state == parked && !item[i].isDoubtful))
#define isHoldable(i) (!isCalm && item[i].state == planned)
#define hasWork(i) (isDue(i) || isAged(i) || isResolvable(i) || isApprovable(i) || isHoldable(i))

/* NO_FENCE, NO_COMPARE: a write asks neither for the newest epoch nor for the item as it was read. */
#ifdef NO_FENCE
#define hasLease(me) true
#else
#define hasLease(me) (leaseHolder == me)
#endif
#ifdef NO_COMPARE
#define isAsRead(me) true
#else
#define isAsRead(me) (!runner[me].isOverwritten)
#endif

#ifdef NO_PAUSE_GUARD
#define isFresh(me) true
#else
#define isFresh(me) (runner[me].decisionAge <= PAUSE)
#endif

#ifdef FRESH_IDENTIFIER
#define isRemembered(i) false
#elif defined(FIRST_WRITE_WINS)
#define isRemembered(i) (record[i].count > 0)
#else
#define isRemembered(i) (record[i].count > 0 && record[i].age < MEMORY)
#endif

/* ---- The promise, for each item, hence for every sum over items ---- */

inline checkEffects(i) {
  effect(1, record[i].count <= 1);
  effect(2, item[i].state != delivered || record[i].count == 1);
  effect(2, record[i].count == 0 || item[i].state == delivered || mayCount(i));
  effect(19, item[i].state != rejected || record[i].count == 0);
  effect(20, item[i].state != expired || item[i].attemptCount == 0)
}

/* ---- The provider ---- */

/* A request arrives: the answer it gets, if it gets one. */
inline apply(i, reply) {
  if
  :: isRemembered(i) -> reply = counted
  :: isPastDeadline -> reply = tooOld
  :: !isPastDeadline && !isRemembered(i) ->
    record[i].count++;
    record[i].age = 0;
    reply = counted
  fi
}

/* The total of the bucket; what was counted within LAG may be missing. */
inline readTotal(total) {
  total = 0;
  for (index : 0 .. ITEMS - 1) {
    if
    :: total = total + record[index].count
    :: record[index].count > 0 && record[index].age < LAG
    fi
  }
}

/* ---- A runner ---- */

#define isOf(runnerIndex, i) (runner[runnerIndex].itemIndex == i && \
  runner[runnerIndex].phase != stopped && runner[runnerIndex].phase != holding)
/* The request of a claim that may still leave, or would after a pause. */
#define mayLeave(runnerIndex, i) (runner[runnerIndex].phase == claimed && \
  runner[runnerIndex].itemIndex == i && isFresh(runnerIndex))

inline become(me, next) {
  d_step {
    runner[me].phase = next;
    runner[me].itemIndex = 0;
    runner[me].target = planned;
    runner[me].answer = noAnswer;
    runner[me].hadDoubt = false;
    runner[me].isOverwritten = false;
    runner[me].decisionAge = 0
  }
}

/* Reads an item and decides what to make of it. Nothing is written yet. */
inline decide(me, i) {
  if
  :: isDue(i) -> runner[me].target = inFlight
#ifdef EXPIRE_IN_FLIGHT
  :: isSendable(item[i].state) && isPastDeadline -> runner[me].target = expired
#endif
  :: isAged(i) && item[i].isDoubtful -> runner[me].target = unknown
  :: isAged(i) && !item[i].isDoubtful && item[i].attemptCount == 0 -> runner[me].target = expired
  :: isAged(i) && !item[i].isDoubtful && item[i].attemptCount > 0 -> runner[me].target = rejected
  :: isResolvable(i) -> resolve(me)
  :: isApprovable(i) -> runner[me].target = planned
  :: isHoldable(i) -> runner[me].target = held
  fi;
  runner[me].itemIndex = i;
  runner[me].hadDoubt = item[i].isDoubtful;
  runner[me].phase = decided
}

/* Concludes from the bucket's total what became of its only doubtful unit. */
inline resolve(me) {
  readTotal(total);
  settled = 0;
  for (index : 0 .. ITEMS - 1) { settled = settled + (item[index].state == delivered -> 1 : 0) }
  if
  :: total == settled -> runner[me].target = planned
  :: total == settled + 1 -> runner[me].target = delivered
  :: total != settled && total != settled + 1 -> runner[me].target = parked
  fi
}

/* Every write to the ledger is one transaction: whole, or refused and the run ends. */
inline write(me, i) {
  conduct(25, leaseHolder == me);
  if
  :: isOf(1 - me, i) -> runner[1 - me].isOverwritten = true
  :: else -> skip
  fi
}

/* Makes the item durably in flight: from here on an attempt of it may count. */
inline claim(me, i) {
  conduct(12, isSendable(item[i].state));
  write(me, i);
#ifndef DOUBT_SINCE_LAST_ATTEMPT
  if
  :: item[i].isDoubtful -> skip
  :: else -> item[i].doubtAge = runner[me].decisionAge
  fi;
#else
  item[i].doubtAge = runner[me].decisionAge;
#endif
  item[i].isDoubtful = true;
  item[i].attemptCount = (item[i].attemptCount < 2 -> item[i].attemptCount + 1 : 2);
  item[i].attemptAge = runner[me].decisionAge;
#ifdef DELIVERED_BEFORE_SEND
  item[i].state = delivered
#else
  item[i].state = inFlight
#endif
}

/* Moves an item without an attempt. */
inline move(me, i, next) {
  conduct(16, item[i].state != unknown || (record[i].copyTicks == 0 && !mayLeave(1 - me, i)));
  write(me, i);
  if
  :: next == unknown || next == parked -> skip
  :: else -> clearDoubt(i)
  fi;
  item[i].state = next
}

inline clearDoubt(i) {
  item[i].isDoubtful = false;
  item[i].doubtAge = 0
}

/* The first byte leaves, or is kept back because the decision is too old. */
inline send(me, i) {
  if
  :: !isFresh(me) -> runner[me].answer = refusedForNow
  :: isFresh(me) && !isCalm -> runner[me].answer = refusedForNow
  :: isFresh(me) && !isCalm -> runner[me].answer = closed
  :: isFresh(me) && !isCalm -> runner[me].answer = contentRefused
  :: isFresh(me) && !isCalm -> leave(me, i); runner[me].answer = ambiguous
  :: isFresh(me) -> leave(me, i); apply(i, runner[me].answer)
  fi;
  runner[me].phase = answered
}

inline leave(me, i) {
  conduct(11, item[i].attemptCount > 0);
  conduct(12, leaseHolder != me || item[i].state == inFlight);
#ifndef FIRST_WRITE_WINS
  conduct(14, !runner[me].hadDoubt || item[i].doubtAge < SAFE + PAUSE);
#endif
  record[i].copyTicks = LATE + 1
}

/* What an answer makes of the item. A refusal says nothing about an earlier attempt. */
inline settle(me, i) {
#ifdef SEND_BEFORE_DURABLE
  claim(me, i);
#else
  write(me, i);
#endif
  if
  :: runner[me].answer == counted -> clearDoubt(i); item[i].state = delivered
  :: runner[me].answer == tooOld && item[i].attemptCount < 2 -> clearDoubt(i); item[i].state = rejected
  :: runner[me].answer == tooOld && item[i].attemptCount == 2 -> skip
#ifdef TIMEOUT_MEANS_NO
  :: runner[me].answer == ambiguous -> restoreDoubt(me, i)
#else
  :: runner[me].answer == ambiguous -> skip
#endif
  :: runner[me].answer == refusedForNow -> restoreDoubt(me, i)
  :: runner[me].answer == closed ->
    restoreDoubt(me, i);
    item[i].state = (item[i].isDoubtful -> inFlight : planned)
  :: runner[me].answer == contentRefused -> restoreDoubt(me, i); item[i].state = parked
  fi
}

inline restoreDoubt(me, i) {
  if
  :: runner[me].hadDoubt -> skip
  :: else -> clearDoubt(i)
  fi
}

proctype Run(byte me) {
  byte i, index, total, settled;
end:
  do
  /* The lease is free once its holder stopped; while faults are on it may expire at any time. */
  :: atomic { runner[me].phase == stopped &&
      (!isCalm || leaseHolder == NOBODY || runner[1 - me].phase == stopped) ->
    leaseHolder = me;
    runner[me].phase = holding }

  :: atomic { runner[me].phase == holding && hasWork(0) -> decide(me, 0) }
#if ITEMS > 1
  :: atomic { runner[me].phase == holding && hasWork(1) -> decide(me, 1) }
#endif

  :: atomic { runner[me].phase == decided && !(hasLease(me) && isAsRead(me)) -> become(me, stopped) }
  :: atomic { runner[me].phase == decided && hasLease(me) && isAsRead(me) ->
    i = runner[me].itemIndex;
    if
    :: runner[me].target == inFlight ->
#ifndef SEND_BEFORE_DURABLE
      claim(me, i);
#endif
#ifdef GUARD_SINCE_COMMIT
      runner[me].decisionAge = 0;
#endif
      runner[me].phase = claimed
    :: else -> move(me, i, runner[me].target); become(me, holding)
    fi;
    checkEffects(i);
    i = 0 }

  :: atomic { runner[me].phase == claimed ->
    i = runner[me].itemIndex;
    send(me, i);
    runner[me].decisionAge = 0;
    checkEffects(i);
    i = 0 }

  :: atomic { runner[me].phase == answered && !(hasLease(me) && isAsRead(me)) -> become(me, stopped) }
  :: atomic { runner[me].phase == answered && hasLease(me) && isAsRead(me) ->
    i = runner[me].itemIndex;
    settle(me, i);
    become(me, holding);
    checkEffects(i);
    i = 0 }

  /* The end of a run, or a crash. */
  :: atomic { runner[me].phase != stopped && !isCalm -> become(me, stopped) }
  od
}

/* ---- The world ---- */

#define isBusy(r) (runner[r].phase != stopped && runner[r].phase != holding)

/* Time goes by. Once nothing fails any more, no runner is paused between its decision and its answer. */
proctype Time() {
  byte index;
end:
  do
  :: d_step { !isCalm || !(isBusy(0) || isBusy(1)) ->
    for (index : 0 .. ITEMS - 1) {
      item[index].doubtAge = (item[index].isDoubtful && item[index].doubtAge < AGE_MAX
        -> item[index].doubtAge + 1 : item[index].doubtAge);
      item[index].attemptAge = (item[index].attemptCount > 0 && item[index].attemptAge < ATTEMPT_AGE_MAX
        -> item[index].attemptAge + 1 : item[index].attemptAge);
      record[index].age = (record[index].count > 0 && record[index].age < MEMORY
        -> record[index].age + 1 : record[index].age);
      record[index].copyTicks = (record[index].copyTicks > 0 -> record[index].copyTicks - 1 : 0)
    }
    for (index : 0 .. RUNNERS - 1) {
      runner[index].decisionAge =
        ((runner[index].phase == decided || runner[index].phase == claimed)
          && runner[index].decisionAge < AGE_MAX
        -> runner[index].decisionAge + 1 : runner[index].decisionAge)
    }
    index = 0 }
  :: d_step { !isPastDeadline -> isPastDeadline = true }
#ifdef WALL_CLOCK
  :: d_step { item[0].doubtAge > 0 -> item[0].doubtAge = 0 }
#endif
  od
}

/* Copies of requests that were given up. */
proctype Network() {
  mtype:answer ignored;
end:
  do
  :: atomic { record[0].copyTicks > 0 && !isRemembered(0) && !isPastDeadline ->
    apply(0, ignored); ignored = noAnswer; checkEffects(0) }
#if ITEMS > 1
  :: atomic { record[1].copyTicks > 0 && !isRemembered(1) && !isPastDeadline ->
    apply(1, ignored); ignored = noAnswer; checkEffects(1) }
#endif
  od
}

#ifdef MARK
/* What the searches must come across, so that none holds only because nothing happened. */
#define isSecondDelivered (item[ITEMS - 1].state == delivered)
#define isDeliveredAfterDoubt (item[0].state == delivered && item[0].attemptCount == 2)
#define isRejected (item[0].state == rejected)
#define isExpired (item[0].state == expired)
#define isUnknownAndCounted (item[0].state == unknown && record[0].count == 1)
#define isUnknownAndNotCounted (item[0].state == unknown && record[0].count == 0)
#define isParkedInDoubt (item[0].state == parked && item[0].isDoubtful)
#define isHeld (item[0].state == held)
#define isDeferredAfterAttempt (item[0].state == planned && item[0].attemptCount > 0)
#define isResolving(r) (runner[r].phase == decided && item[runner[r].itemIndex].state == unknown)
#define isResolvedAsCounted (isResolving(0) && runner[0].target == delivered)
#define isResolvedAsNotCounted (isResolving(0) && runner[0].target == planned)
#define isKeptBack (runner[0].phase == claimed && runner[0].decisionAge > PAUSE)
#define isRobbed (runner[0].phase == answered && leaseHolder == 1)
#define isOvertaken (runner[0].phase == answered && runner[0].isOverwritten && runner[0].answer == counted)
#define isCountedByCopy (item[0].state == inFlight && record[0].count == 1 && runner[0].phase == stopped \
  && runner[1].phase == stopped)

active proctype Watch() { assert(!(MARK)) }
#endif

init {
  atomic { run Run(0); run Run(1); run Time(); run Network() }
#ifdef LIVENESS
  isCalm = true
#endif
}

#ifdef LIVENESS
#define hasEnded(i) (isFinal(item[i].state) || (item[i].state == parked && item[i].isDoubtful))
#if ITEMS == 1
ltl converges { <> [] hasEnded(0) }
#else
ltl converges { <> [] (hasEnded(0) && (hasEnded(1) || !isFinal(item[0].state))) }
#endif
#endif
