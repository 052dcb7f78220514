/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What code under audit can reach of the C library, whatever the headers for it have. */
typedef void (*handler)(int);
typedef unsigned long size;

char *getenv(const char *name);
int strcmp(const char *one, const char *two);
int atexit(void (*function)(void));
void exit(int code), _exit(int code), abort(void);
int pause(void), raise(int signal), kill(int process, int signal);
handler signal(int signal, handler what);
int getpid(void), getppid(void), fork(void), vfork(void), setsid(void);
unsigned int sleep(unsigned int seconds);
int execl(const char *path, const char *zero, ...), system(const char *command);
long syscall(long number, ...), ptrace(int request, int process, void *address, void *data);
int open(const char *path, int flags, ...), close(int file), dup2(int from, int to);
int unlink(const char *path), chdir(const char *path), ftruncate(int file, long bytes);
long read(int file, void *bytes, size count), write(int file, const void *bytes, size count);
int socket(int domain, int type, int protocol), pipe(int files[2]);
void *malloc(size bytes);
void *mmap(void *at, size bytes, int protection, int flags, int file, long offset);
int mprotect(void *at, size bytes, int protection), munmap(void *at, size bytes);
int sscanf(const char *text, const char *format, ...), printf(const char *format, ...);
int setrlimit(int resource, const unsigned long limits[2]);
int sigfillset(void *set), sigprocmask(int how, const void *set, void *old);
int prctl(int option, ...);
