#ifndef AGNITRA_CFIBER_H
#define AGNITRA_CFIBER_H
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

/// A stack of its own on the calling thread. The first entry goes through makecontext, every later switch through
/// _setjmp and _longjmp, which make no system call.
struct agnitra_fiber {
  ucontext_t start;
  jmp_buf inside;
  jmp_buf outside;
  void (*entry)(void *);
  void *argument;
  void *stack;
  size_t byte_count;
  int is_started;
};

static void agnitra_fiber_main(unsigned high, unsigned low) {
  struct agnitra_fiber *fiber = (struct agnitra_fiber *)(((uintptr_t)high << 32) | (uintptr_t)low);
  fiber->entry(fiber->argument);
  abort();
}

/// A fiber that will run `entry(argument)`, which must never return; NULL when there is no memory for its stack. The
/// lowest page of the stack cannot be touched, so that running out of it ends the process.
__attribute__((noinline, unused)) static void *agnitra_fiber_create(
    size_t byte_count, void (*entry)(void *), void *argument) {
  struct agnitra_fiber *fiber = calloc(1, sizeof(struct agnitra_fiber));
  if (fiber == NULL) return NULL;
  void *stack =
      mmap(NULL, byte_count, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (stack == MAP_FAILED || mprotect(stack, (size_t)getpagesize(), PROT_NONE) != 0 ||
      getcontext(&fiber->start) != 0) {
    free(fiber);
    return NULL;
  }
  fiber->entry = entry;
  fiber->argument = argument;
  fiber->stack = stack;
  fiber->byte_count = byte_count;
  fiber->start.uc_stack.ss_sp = stack;
  fiber->start.uc_stack.ss_size = byte_count;
  fiber->start.uc_link = NULL;
  uintptr_t address = (uintptr_t)fiber;
  makecontext(
      &fiber->start, (void (*)(void))agnitra_fiber_main, 2, (unsigned)(address >> 32), (unsigned)address);
  return fiber;
}

/// Runs the fiber until it yields.
__attribute__((noinline, unused)) static void agnitra_fiber_resume(void *opaque) {
  struct agnitra_fiber *fiber = opaque;
  if (_setjmp(fiber->outside) != 0) return;
  if (fiber->is_started) _longjmp(fiber->inside, 1);
  fiber->is_started = 1;
  setcontext(&fiber->start);
}

/// Goes back to where the fiber was resumed; returns when it is resumed again.
__attribute__((noinline, unused)) static void agnitra_fiber_yield(void *opaque) {
  struct agnitra_fiber *fiber = opaque;
  if (_setjmp(fiber->inside) == 0) _longjmp(fiber->outside, 1);
}

/// Gives the stack back. Whatever still stands on it is forgotten, never unwound.
__attribute__((unused)) static void agnitra_fiber_destroy(void *opaque) {
  struct agnitra_fiber *fiber = opaque;
  munmap(fiber->stack, fiber->byte_count);
  free(fiber);
}
#endif
