// Makes the N-th of the calls by which output reaches the disk fail, or kills the program there:
//
//   FAULT_CALLS  which calls count, by name, separated by commas
//   FAULT_AT     the call that it happens at, counted from 1
//   FAULT_HOW    an errno to fail with, `kill` (before the call), `kill-after`, or `short` (a write
//                that takes half, then ENOSPC)
//   FAULT_LOG    a file that gets a line for every call that counts
//
// Writes to descriptors 1 and 2 and to settings under /proc never count: they are not output to the disk.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <unistd.h>

static int seen = 0;
static int short_write_done = 0;

static int counts(const char* name) {
  const char* calls = getenv("FAULT_CALLS");
  const char* at = calls ? strstr(calls, name) : NULL;
  const size_t size = strlen(name);
  for (; at != NULL; at = strstr(at + 1, name)) {
    if ((at == calls || at[-1] == ',') && (at[size] == '\0' || at[size] == ',')) return 1;
  }
  return 0;
}

static void note(const char* name) {
  const char* log = getenv("FAULT_LOG");
  if (log == NULL) return;
  const int fd = open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (fd < 0) return;
  dprintf(fd, "%s\n", name);
  close(fd);
}

// What the fault does to this call: nothing (0), or fail with that errno.
static int before(const char* name, int* kill_after, int* take_half) {
  *kill_after = *take_half = 0;
  if (!counts(name)) return 0;
  note(name);
  ++seen;
  const char* at = getenv("FAULT_AT");
  const char* how = getenv("FAULT_HOW");
  if (at == NULL || how == NULL) return 0;
  if (short_write_done && strcmp(name, "write") == 0) return ENOSPC;
  if (seen != atoi(at)) return 0;
  if (strcmp(how, "kill") == 0) raise(SIGKILL);
  if (strcmp(how, "kill-after") == 0) *kill_after = 1;
  else if (strcmp(how, "short") == 0) *take_half = short_write_done = 1;
  else return atoi(how);
  return 0;
}

// A setting under /proc, not a file.
static int is_of_kernel(int fd) {
  struct statfs system;
  return fstatfs(fd, &system) == 0 && system.f_type == PROC_SUPER_MAGIC;
}

#define REAL(type, name, ...) \
  static type (*real)(__VA_ARGS__) = NULL; \
  if (real == NULL) *(void**)(&real) = dlsym(RTLD_NEXT, #name); \
  int kill_after, take_half

#define FAULT(name) \
  const int failed = before(#name, &kill_after, &take_half); \
  if (failed) { errno = failed; return -1; }

#define DONE(result) \
  if (kill_after) raise(SIGKILL); \
  return result

ssize_t write(int fd, const void* bytes, size_t size) {
  REAL(ssize_t, write, int, const void*, size_t);
  if (fd <= 2 || is_of_kernel(fd)) return real(fd, bytes, size);
  FAULT(write)
  const ssize_t result = real(fd, bytes, take_half ? size / 2 : size);
  DONE(result);
}

int fsync(int fd) {
  REAL(int, fsync, int);
  FAULT(fsync)
  const int result = real(fd);
  DONE(result);
}

int renameat(int from, const char* old, int to, const char* name) {
  REAL(int, renameat, int, const char*, int, const char*);
  FAULT(renameat)
  const int result = real(from, old, to, name);
  DONE(result);
}

int renameat2(int from, const char* old, int to, const char* name, unsigned flags) {
  REAL(int, renameat2, int, const char*, int, const char*, unsigned);
  if (getenv("FAULT_NO_EXCHANGE") != NULL) {
    errno = EINVAL;
    return -1;
  }
  FAULT(renameat2)
  const int result = real(from, old, to, name, flags);
  DONE(result);
}

int linkat(int from, const char* old, int to, const char* name, int flags) {
  REAL(int, linkat, int, const char*, int, const char*, int);
  FAULT(linkat)
  const int result = real(from, old, to, name, flags);
  DONE(result);
}

int fchmod(int fd, mode_t mode) {
  REAL(int, fchmod, int, mode_t);
  FAULT(fchmod)
  const int result = real(fd, mode);
  DONE(result);
}

int mkdirat(int folder, const char* name, mode_t mode) {
  REAL(int, mkdirat, int, const char*, mode_t);
  FAULT(mkdirat)
  const int result = real(folder, name, mode);
  DONE(result);
}

// `openat` is variadic; with FAULT_NO_TMPFILE set, O_TMPFILE is refused as an old file system does, and with
// FAULT_NO_EXCHANGE the exchange of two names (above).
int openat(int folder, const char* name, int flags, ...) {
  REAL(int, openat, int, const char*, int, ...);
  __builtin_va_list list;
  __builtin_va_start(list, flags);
  const mode_t mode = __builtin_va_arg(list, mode_t);
  __builtin_va_end(list);
  (void)kill_after;
  (void)take_half;
  if ((flags & O_TMPFILE) == O_TMPFILE && getenv("FAULT_NO_TMPFILE") != NULL) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return real(folder, name, flags, mode);
}
