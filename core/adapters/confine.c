/*
 * The allow-list is short enough to read. A system call that is not in it ends the process with SIGSYS, which the keeper reports;
 * an error code instead would only tell a script that got this far what to try next.
 */
#include "core/adapters/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/close_range.h>
#include <linux/seccomp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(undefined_behavior_sanitizer) || __has_feature(memory_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || defined(KITH_SANITIZED)
#define SANITIZED 1
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

static const int allowed[] = {
  /* answers and calls over the descriptors that are left */
  SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(lseek), SCMP_SYS(fstat), SCMP_SYS(close),
  /* memory; mmap and mprotect have conditions, see below */
  SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise),
  /* threads that already run: waiting for each other, ending */
  SCMP_SYS(futex), SCMP_SYS(sched_yield), SCMP_SYS(exit), SCMP_SYS(exit_group),
  /* time, chance, how much memory there is (the C library's qsort asks) */
  SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom), SCMP_SYS(sysinfo), SCMP_SYS(getpid), SCMP_SYS(gettid),
  /* returning from and masking signals; sending them is not in the list, abort() shows as SIGSYS */
  SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask), SCMP_SYS(sigaltstack), SCMP_SYS(restart_syscall),
};

/* What the sanitizers' runtime needs to work and to report; such builds are for finding faults, not for strangers' scripts. */
static const int allowed_sanitized[] = {
  SCMP_SYS(openat),     SCMP_SYS(open),   SCMP_SYS(readlink),     SCMP_SYS(readlinkat),        SCMP_SYS(newfstatat), SCMP_SYS(stat),
  SCMP_SYS(getrlimit),  SCMP_SYS(tgkill), SCMP_SYS(rt_sigaction), SCMP_SYS(sched_getaffinity), SCMP_SYS(prctl),      SCMP_SYS(prlimit64),
  SCMP_SYS(getdents64), SCMP_SYS(pipe2),  SCMP_SYS(fcntl),        SCMP_SYS(ioctl),             SCMP_SYS(getppid),    SCMP_SYS(mprotect),
};

static int smallest_above(const int *keep, size_t count, int above) {
  int smallest = INT_MAX;
  for (size_t i = 0; i < count; i++) {
    if (keep[i] > above && keep[i] < smallest) smallest = keep[i];
  }
  return smallest;
}

/* Closes first … last; kernels before 5.9 do not know close_range. */
static void close_between(unsigned first, unsigned last) {
  if (first > last || syscall(SYS_close_range, first, last, 0) == 0) return;
  long most = sysconf(_SC_OPEN_MAX);
  if (most < 0 || most > 65536) most = 65536;
  for (unsigned descriptor = first; descriptor <= last && descriptor < (unsigned)most; descriptor++) close((int)descriptor);
}

static void close_others(const int *keep, size_t count) {
  int before = SANITIZED ? STDERR_FILENO : -1; /* sanitizers report on standard error */
  while (before < INT_MAX) {
    int next = smallest_above(keep, count, before);
    close_between((unsigned)before + 1, next == INT_MAX ? UINT_MAX : (unsigned)next - 1);
    before = next;
  }
}

/* Bytes of private memory that the process has already, of which RLIMIT_DATA is the sum. 0 where /proc is not there. */
static size_t memory_in_use(void) {
  char text[256];
  int descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return 0;
  ssize_t length = read(descriptor, text, sizeof text - 1);
  close(descriptor);
  if (length <= 0) return 0;
  text[length] = '\0';
  char *field = text;
  for (int i = 0; i < 5 && field; i++) field = strchr(field, ' ') ? strchr(field, ' ') + 1 : NULL; /* size resident shared text lib data */
  return field ? (size_t)strtoull(field, NULL, 10) * (size_t)sysconf(_SC_PAGESIZE) : 0;
}

static void limit(int resource, rlim_t most) {
  struct rlimit now;
  if (getrlimit((__rlimit_resource_t)resource, &now) != 0) return;
  if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most) most = now.rlim_max;
  setrlimit((__rlimit_resource_t)resource, &(struct rlimit){ most, most });
}

static void set_limits(size_t memory) {
  limit(RLIMIT_CORE, 0);
  limit(RLIMIT_FSIZE, 0);
  if (SANITIZED) return; /* their shadow memory is terabytes, their reports open files */
  limit(RLIMIT_DATA, memory_in_use() + memory); /* while a file can still be opened */
  limit(RLIMIT_NOFILE, 0);
  limit(RLIMIT_NPROC, 0);
  limit(RLIMIT_MEMLOCK, 0);
  limit(RLIMIT_MSGQUEUE, 0);
}

/*
 * Memory may be private, or a view of a descriptor; shared memory of no descriptor would not count towards the limit. Nothing may
 * become code. Sanitizers' runtimes are exempt.
 */
static int allow_mapping(scmp_filter_ctx filter) {
  if (SANITIZED) return seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 0);
  int failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                                SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_TYPE, MAP_PRIVATE));
  if (!failed)
    failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 2, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0),
                              SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_TYPE | MAP_ANONYMOUS, MAP_SHARED));
  if (!failed) failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
  return failed;
}

static int allow_each(scmp_filter_ctx filter, const int *calls, size_t count) {
  int failed = 0;
  for (size_t i = 0; i < count && !failed; i++) failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0);
  return failed;
}

static int fill(scmp_filter_ctx filter) {
  int failed = seccomp_attr_set(filter, SCMP_FLTATR_CTL_TSYNC, 1); /* threads that already run, too */
  if (!failed) failed = allow_each(filter, allowed, sizeof allowed / sizeof *allowed);
  if (!failed && SANITIZED) failed = allow_each(filter, allowed_sanitized, sizeof allowed_sanitized / sizeof *allowed_sanitized);
  if (!failed) failed = allow_mapping(filter);
  /* frame_send; no address, so no other socket */
  if (!failed) failed = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(sendto), 1, SCMP_A4(SCMP_CMP_EQ, 0, 0));
  return failed;
}

static bool set_filter(const char **why) {
  scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
  int failed = filter ? fill(filter) : -ENOMEM;
  if (!failed) failed = seccomp_load(filter);
  if (filter) seccomp_release(filter);
  if (failed) *why = strerror(-failed);
  return !failed;
}

bool confine_available(const char **why) {
  const uint32_t action = SECCOMP_RET_KILL_PROCESS;
  if (syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0) return true;
  *why = errno == ENOSYS || errno == EINVAL ? "this kernel has no system-call filters" : strerror(errno);
  return false;
}

bool confine(const int *keep, size_t keep_count, size_t memory, const char **why) {
  close_others(keep, keep_count);
  set_limits(memory);
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  return set_filter(why);
}
