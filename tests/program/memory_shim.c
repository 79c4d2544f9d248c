// Shows what a program leaves in memory, for a test to search: preloaded into keyplate, and by it
// into keyplate-resolver, it lets dumps happen that both forbid, and writes into the folder
// MEMORY_FOLDER
//
//   PROGRAM.freed  every block that is freed, moved or unmapped and isn't all zero by then
//   PROGRAM.exit   all that can be written to, when the program ends: heap, stack, data; but the
//                  environment, which the caller made
//
// and, to show that the search finds what is there, or to see a real core file:
//
//   MEMORY_PLANT   PROGRAM:WHERE:HEX, WHERE one of `freed`, `heap`, `stack` (in a frame that is alive at the end),
//                  `dead` (all over the stack, in a frame that has ended when `main` begins), `core`
//   MEMORY_ABORT   PROGRAM: ends with a core file at its first output (a `write` to standard output or
//                  a frame of the protocol) that holds more than 32 bytes; a planted `core` then lets
//                  the kernel take all memory into it
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <malloc.h>
#include <spawn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

extern char** environ;
extern void* __libc_malloc(size_t);
void __libc_free(void* memory);

static char program[64];
static char folder[512];
static int freed_file = -1;
static int ready = 0;

#define NEXT(result, name, ...) \
  static result (*real)(__VA_ARGS__) = NULL; \
  if (real == NULL) *(void**)(&real) = dlsym(RTLD_NEXT, #name)

static void put(int fd, const char* bytes, size_t size) {
  while (size > 0) {
    const long done = syscall(SYS_write, fd, bytes, size);
    if (done <= 0) return;
    bytes += done;
    size -= (size_t)done;
  }
}

static int open_in_folder(const char* suffix, int flags) {
  char path[640];
  snprintf(path, sizeof path, "%s/%s.%s", folder, program, suffix);
  return open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0666);
}

// ---- what is planted ----

static int planted(const char* where, char* bytes, size_t size) {
  char wanted[128];
  const char* const plant = getenv("MEMORY_PLANT");
  snprintf(wanted, sizeof wanted, "%s:%s:", program, where);
  if (plant == NULL || strncmp(plant, wanted, strlen(wanted)) != 0) return 0;
  const char* hex = plant + strlen(wanted);
  size_t done = 0;
  for (unsigned byte = 0; done + 1 < size && sscanf(hex, "%2x", &byte) == 1; hex += 2)
    bytes[done++] = (char)byte;
  bytes[done] = '\0';
  return 1;
}

static char* kept;

__attribute__((noinline)) static void plant_dead(void) {
  char frame[100 << 10];
  char bytes[256];
  const size_t size = planted("dead", bytes, sizeof bytes) ? strlen(bytes) : 0;
  for (size_t at = 0; size > 0 && at + size < sizeof frame; at += size) memcpy(frame + at, bytes, size);
  __asm__ __volatile__("" : : "r"(frame) : "memory");
}

static void plant(void) {
  plant_dead();
  char bytes[256];
  if (planted("freed", bytes, sizeof bytes)) __libc_free(strdup(bytes));
  if (planted("heap", bytes, sizeof bytes) || planted("core", bytes, sizeof bytes)) kept = strdup(bytes);
  explicit_bzero(bytes, sizeof bytes);
}

// ---- what is freed ----

static void note_freed(const void* memory, size_t size) {
  const char* const bytes = memory;
  if (freed_file < 0) return;
  size_t begin = 0;
  while (begin < size && bytes[begin] == 0) ++begin;
  while (size > begin && bytes[size - 1] == 0) --size;
  if (begin == size) return;
  put(freed_file, bytes + begin, size - begin);
  put(freed_file, "\n", 1);
}

// The resolver's own free ends here, too.
void __libc_free(void* memory) {
  NEXT(void, __libc_free, void*);
  if (memory != NULL) note_freed(memory, malloc_usable_size(memory));
  real(memory);
}

void free(void* memory) { __libc_free(memory); }

void* realloc(void* memory, size_t size) {
  if (memory == NULL) return __libc_malloc(size);
  const size_t old = malloc_usable_size(memory);
  if (size != 0 && size <= old && size > old / 2) return memory;
  void* const grown = size == 0 ? NULL : __libc_malloc(size);
  if (grown == NULL && size != 0) return NULL;
  if (grown != NULL) memcpy(grown, memory, size < old ? size : old);
  free(memory);
  return grown;
}

int munmap(void* memory, size_t size) {
  NEXT(int, munmap, void*, size_t);
  char line[256];
  // Only what can be read and written: libraries and guard pages are no business of ours.
  FILE* const maps = ready ? fopen("/proc/self/maps", "re") : NULL;
  while (maps != NULL && fgets(line, sizeof line, maps) != NULL) {
    unsigned long begin, end;
    char mode[8];
    if (sscanf(line, "%lx-%lx %7s", &begin, &end, mode) != 3 || strncmp(mode, "rw", 2) != 0) continue;
    if (begin <= (unsigned long)memory && (unsigned long)memory + size <= end) note_freed(memory, size);
  }
  if (maps != NULL) fclose(maps);
  return real(memory, size);
}

// ---- what is left at the end ----

static void dump(int fd, unsigned long begin, unsigned long end) {
  const unsigned long environment = (unsigned long)environ[0];
  if (environ[0] != NULL && begin <= environment && environment < end) end = environment;
  if (end > begin) put(fd, (const char*)begin, end - begin);
}

static void dump_all(void) {
  static char lines[1 << 18];
  if (!ready) return;
  ready = 0;
  char planted_here[256];
  if (!planted("stack", planted_here, sizeof planted_here)) planted_here[0] = '\0';
  const int maps = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
  const int fd = open_in_folder("exit", O_TRUNC);
  size_t size = 0;
  for (ssize_t got; maps >= 0 && (got = read(maps, lines + size, sizeof lines - 1 - size)) > 0;) size += (size_t)got;
  for (const char* line = lines; line != NULL && *line != '\0';) {
    unsigned long begin, end;
    char mode[8];
    // Not this buffer's own library: it holds none of the program's memory.
    if (sscanf(line, "%lx-%lx %7s", &begin, &end, mode) == 3 && strncmp(mode, "rw", 2) == 0 &&
        !(begin <= (unsigned long)lines && (unsigned long)lines < end))
      dump(fd, begin, end);
    line = strchr(line, '\n');
    if (line != NULL) ++line;
  }
  __asm__ __volatile__("" : : "r"(planted_here) : "memory");
  put(fd, "complete", 8);
  close(fd);
}

__attribute__((constructor)) static void begin(void) {
  char path[512];
  const ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
  const char* const wanted = getenv("MEMORY_FOLDER");
  if (size <= 0 || wanted == NULL) return;
  path[size] = '\0';
  snprintf(program, sizeof program, "%s", strrchr(path, '/') + 1);
  snprintf(folder, sizeof folder, "%s", wanted);
  if (strncmp(program, "keyplate", 8) != 0) return;
  freed_file = fcntl(open_in_folder("freed", O_APPEND), F_DUPFD_CLOEXEC, 100);
  ready = 1;
  plant();
}

__attribute__((destructor)) static void end(void) {
  dump_all();
}

void _exit(int status) {
  dump_all();
  syscall(SYS_exit_group, status);
  __builtin_unreachable();
}

// ---- what keeps others from looking ----

int prctl(int option, ...) {
  if (option == PR_SET_DUMPABLE) return 0;
  va_list list;
  va_start(list, option);
  const unsigned long a = va_arg(list, unsigned long), b = va_arg(list, unsigned long),
                      c = va_arg(list, unsigned long), d = va_arg(list, unsigned long);
  va_end(list);
  return (int)syscall(SYS_prctl, option, a, b, c, d);
}

int setrlimit(__rlimit_resource_t which, const struct rlimit* limit) {
  NEXT(int, setrlimit, __rlimit_resource_t, const struct rlimit*);
  return which == RLIMIT_CORE ? 0 : real(which, limit);
}

// The resolver closes what it inherits and works in `/`; here the file stays open, and a core file
// is written where the test looks.
int close_range(unsigned first, unsigned last, int flags) {
  if (freed_file < 0 || first > (unsigned)freed_file) return (int)syscall(SYS_close_range, first, last, flags);
  const long below = syscall(SYS_close_range, first, (unsigned)freed_file - 1, flags);
  return below != 0 ? -1 : (int)syscall(SYS_close_range, (unsigned)freed_file + 1, last, flags);
}

int chdir(const char* path) {
  NEXT(int, chdir, const char*);
  return strcmp(program, "keyplate-resolver") == 0 ? 0 : real(path);
}

/// keyplate gives the resolver an empty environment; here it gets the shim's own.
int posix_spawn(pid_t* pid, const char* path, const posix_spawn_file_actions_t* actions,
                const posix_spawnattr_t* attributes, char* const words[], char* const given[]) {
  NEXT(int, posix_spawn, pid_t*, const char*, const posix_spawn_file_actions_t*, const posix_spawnattr_t*,
       char* const[], char* const[]);
  static const char* const names[] = {"LD_PRELOAD=", "MEMORY_FOLDER=", "MEMORY_PLANT=", "MEMORY_ABORT="};
  char* ours[8] = {NULL};
  size_t count = 0;
  if (strstr(path, "keyplate-resolver") == NULL) return real(pid, path, actions, attributes, words, given);
  for (char** entry = environ; *entry != NULL; ++entry) {
    for (size_t i = 0; i < sizeof names / sizeof *names; ++i) {
      if (strncmp(*entry, names[i], strlen(names[i])) == 0) ours[count++] = *entry;
    }
  }
  return real(pid, path, actions, attributes, words, ours);
}

// ---- core files ----

static void abort_here(size_t size) {
  const char* const wanted = getenv("MEMORY_ABORT");
  if (wanted == NULL || size <= 32 || strcmp(wanted, program) != 0) return;
  char bytes[256];
  if (planted("core", bytes, sizeof bytes)) {
    const int filter = open("/proc/self/coredump_filter", O_WRONLY);
    put(filter, "0x7f", 4);
  }
  abort();
}

ssize_t write(int fd, const void* bytes, size_t size) {
  if (fd == 1) abort_here(size);
  return syscall(SYS_write, fd, bytes, size);
}

ssize_t send(int fd, const void* bytes, size_t size, int flags) {
  if (strcmp(program, "keyplate-resolver") == 0) abort_here(size);
  return syscall(SYS_sendto, fd, bytes, size, flags, NULL, 0);
}
