// A workload for fixtures and tests of replays, without a GPU and without anything but the C library:
//
//   replay-workload --style slow|fast --iterations N [--output FILE] [--metric FILE] [--wrong]
//   replay-workload --misbehave WAY [ARGUMENT]
//
// The metric's file holds how long the work took and how many steps it was, of which only the first depends on the
// machine.
// Both styles answer the same: a digest of N blocks. The slow one computes each block twice, as a program does that
// forgot to keep its results; so the fast one is about twice as fast on any machine.
#define _GNU_SOURCE
#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "misbehaviour.h"

enum { STEPS_PER_BLOCK = 20000 };

struct options {
  const char *style;
  uint64_t iterations;
  const char *output;
  const char *metric;
  bool is_wrong;
};

static int fail(const char *sentence) {
  fprintf(stderr, "replay-workload: %s\n", sentence);
  return 64;
}

/// One block: a chain of steps, none of which can begin before the one before it is done.
static uint64_t block(uint64_t seed) {
  uint64_t value = seed * 0x9E3779B97F4A7C15U + 1;
  for (int step = 0; step < STEPS_PER_BLOCK; step++) {
    value ^= value >> 30;
    value *= 0xBF58476D1CE4E5B9U;
    value ^= value >> 27;
    value *= 0x94D049BB133111EBU;
  }
  return value;
}

static uint64_t digest(const struct options *options, uint64_t *steps) {
  bool is_slow = strcmp(options->style, "slow") == 0;
  // Volatile, or a compiler would see that the second computation is the first.
  volatile uint64_t forgotten = 0;
  uint64_t sum = 0;
  for (uint64_t index = 0; index < options->iterations; index++) {
    if (is_slow) forgotten = block(index + forgotten * 0);
    sum = (sum << 1 | sum >> 63) ^ block(index);
    *steps += is_slow ? 2 * STEPS_PER_BLOCK : STEPS_PER_BLOCK;
  }
  return options->is_wrong ? sum + 1 : sum;
}

static bool write_text(const char *path, const char *text) {
  if (path == NULL) return true;
  FILE *file = fopen(path, "w");
  if (file == NULL) return false;
  bool is_written = fputs(text, file) >= 0;
  return fclose(file) == 0 && is_written;
}

static int work(const struct options *options) {
  struct timespec start, end;
  uint64_t steps = 0;
  clock_gettime(CLOCK_MONOTONIC, &start);
  uint64_t answer = digest(options, &steps);
  clock_gettime(CLOCK_MONOTONIC, &end);
  int64_t nanoseconds = (end.tv_sec - start.tv_sec) * 1000000000LL + (end.tv_nsec - start.tv_nsec);
  char output[64], metric[128];
  snprintf(output, sizeof output, "{\"digest\": %" PRIu64 "}\n", answer);
  snprintf(metric, sizeof metric, "{\"microseconds\": %" PRIi64 ", \"steps\": %" PRIu64 "}\n",
           nanoseconds / 1000, steps);
  if (!write_text(options->output, output)) return fail("the output cannot be written");
  if (!write_text(options->metric, metric)) return fail("the metric cannot be written");
  printf("%" PRIu64 " blocks, digest %" PRIu64 "\n", options->iterations, answer);
  return 0;
}

int main(int count, char **arguments) {
  struct options options = {.style = "fast", .iterations = 1};
  for (int index = 1; index < count; index++) {
    const char *name = arguments[index];
    const char *value = index + 1 < count ? arguments[index + 1] : NULL;
    if (strcmp(name, "--wrong") == 0) {
      options.is_wrong = true;
      continue;
    }
    if (value == NULL) return fail("an option lacks its value");
    if (strcmp(name, "--misbehave") == 0) {
      return misbehave(value, index + 2 < count ? arguments[index + 2] : "");
    } else if (strcmp(name, "--style") == 0 && (strcmp(value, "slow") == 0 || strcmp(value, "fast") == 0)) {
      options.style = value;
    } else if (strcmp(name, "--iterations") == 0) {
      options.iterations = strtoull(value, NULL, 10);
    } else if (strcmp(name, "--output") == 0) {
      options.output = value;
    } else if (strcmp(name, "--metric") == 0) {
      options.metric = value;
    } else {
      return fail("an option is not known; see the head of main.c");
    }
    index++;
  }
  return work(&options);
}
