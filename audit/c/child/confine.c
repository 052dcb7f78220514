/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Takes from a child all that a conversion has no need of: descriptors, other processes, files to
 * write to, the network. A conversion is kernel code and makes no system calls; those that are let
 * through are what the C library and the sanitizers need. Whatever is refused raises SIGSYS, and
 * calls.c makes a finding of it.
 */
#define _GNU_SOURCE
#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "supervise.h"

/* As linux/audit.h has them: the number of the ELF machine, little-endian, and whether it has 64 bits. */
#if defined(__x86_64__)
#define ARCHITECTURE (EM_X86_64 | 0xc0000000u)
#elif defined(__aarch64__)
#define ARCHITECTURE (EM_AARCH64 | 0xc0000000u)
#elif defined(__i386__)
#define ARCHITECTURE (EM_386 | 0x40000000u)
#endif

static const unsigned int allowed[] = {
#ifdef SYS_pause
	SYS_pause, SYS_stat, SYS_lstat, SYS_access, SYS_readlink, SYS_time, SYS_poll, SYS_select,
	SYS_arch_prctl,
#endif
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
/* What 32 bits have besides: wider offsets, wider times, and calls of their own. */
#ifdef SYS_mmap2
	SYS_mmap2, SYS__llseek, SYS_stat64, SYS_lstat64, SYS_fstat64, SYS_fstatat64, SYS_ugetrlimit,
	SYS_getuid32, SYS_geteuid32, SYS_getgid32, SYS_getegid32, SYS_sigreturn,
	SYS_clock_gettime64, SYS_clock_getres_time64, SYS_clock_nanosleep_time64, SYS_futex_time64,
	SYS_ppoll_time64, SYS_pselect6_time64, SYS_rt_sigtimedwait_time64, SYS_set_thread_area,
#endif
	SYS_read, SYS_readv, SYS_pread64, SYS_lseek, SYS_close, SYS_fstat,
	SYS_statx, SYS_faccessat, SYS_readlinkat, SYS_getcwd, SYS_getdents64,
	SYS_mmap, SYS_munmap, SYS_mprotect, SYS_mremap, SYS_madvise, SYS_mincore, SYS_brk,
	SYS_exit, SYS_exit_group, SYS_restart_syscall,
	SYS_rt_sigaction, SYS_rt_sigprocmask, SYS_rt_sigreturn, SYS_rt_sigpending,
	SYS_rt_sigsuspend, SYS_rt_sigtimedwait, SYS_sigaltstack,
	SYS_nanosleep, SYS_clock_nanosleep, SYS_ppoll, SYS_pselect6, SYS_futex, SYS_sched_yield,
	SYS_clock_gettime, SYS_clock_getres, SYS_gettimeofday, SYS_times, SYS_getrusage,
	SYS_getpid, SYS_getppid, SYS_gettid, SYS_getuid, SYS_geteuid, SYS_getgid, SYS_getegid,
	SYS_getpgid, SYS_getsid, SYS_sched_getaffinity, SYS_uname, SYS_sysinfo, SYS_getrandom,
	SYS_set_robust_list, SYS_set_tid_address, SYS_getrlimit,
#ifdef SYS_rseq
	SYS_rseq,
#endif
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define RULES 20
static struct sock_filter program[16 + 2 * COUNT(allowed) + 7 * RULES];
static unsigned short length;

static void emit(struct sock_filter instruction)
{
	program[length++] = instruction;
}

static void load(unsigned int offset)
{
	emit((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offset));
}

static void load_number(void)
{
	load(offsetof(struct seccomp_data, nr));
}

static void allow(void)
{
	emit((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

/* Goes on after the next instructions, this many of them, unless the value loaded is this one. */
static void skip_unless(unsigned int value, unsigned char instructions)
{
	emit((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, instructions));
}

/* Lets a system call through if these bits of the low half of an argument have a value. */
static void allow_if(unsigned int call, unsigned int argument, unsigned int mask,
		     unsigned int value)
{
	load_number();
	skip_unless(call, 4);
	load(offsetof(struct seccomp_data, args) + argument * sizeof(__u64));
	emit((struct sock_filter)BPF_STMT(BPF_ALU | BPF_AND | BPF_K, mask));
	skip_unless(value, 1);
	allow();
}

/* Lets a process signal itself, but not kill itself: then whoever kills it is somebody else. */
static void allow_signals(unsigned int call, unsigned int own, unsigned int argument)
{
	load_number();
	skip_unless(call, 5);
	load(offsetof(struct seccomp_data, args));
	skip_unless(own, 3);
	load(offsetof(struct seccomp_data, args) + argument * sizeof(__u64));
	emit((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SIGKILL, 1, 0));
	allow();
}

static void only_this_architecture(void)
{
#ifdef ARCHITECTURE
	load(offsetof(struct seccomp_data, arch));
	skip_unless(ARCHITECTURE, 1);
	emit((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JA, 1, 0, 0));
	emit((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
#endif
}

static void make_program(void)
{
	const unsigned int all = ~0u, own = getpid();
	const unsigned int writes = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;

	only_this_architecture();
	load_number();
	for (unsigned int i = 0; i < COUNT(allowed); i++) {
		skip_unless(allowed[i], 1);
		allow();
	}
	/* What a sanitizer or a message writes goes to a file that is the child's alone. */
	for (unsigned int file = 1; file <= 2; file++) {
		allow_if(SYS_write, 0, all, file);
		allow_if(SYS_writev, 0, all, file);
	}
	/* raise() and abort() */
	allow_signals(SYS_kill, own, 1);
	allow_signals(SYS_tkill, own, 1);
	allow_signals(SYS_tgkill, own, 2);
	/* To read only: a sanitizer looks for the names of functions. */
#ifdef SYS_open
	allow_if(SYS_open, 1, writes, 0);
#endif
	allow_if(SYS_openat, 2, writes, 0);
	allow_if(SYS_fcntl, 1, all, F_GETFD);
	allow_if(SYS_fcntl, 1, all, F_SETFD);
	allow_if(SYS_fcntl, 1, all, F_GETFL);
#ifdef SYS_fcntl64
	allow_if(SYS_fcntl64, 1, all, F_GETFD);
	allow_if(SYS_fcntl64, 1, all, F_SETFD);
	allow_if(SYS_fcntl64, 1, all, F_GETFL);
#endif
	allow_if(SYS_ioctl, 1, all, TCGETS);
	allow_if(SYS_prctl, 0, all, PR_GET_NAME);
#ifdef PR_SET_VMA
	allow_if(SYS_prctl, 0, all, PR_SET_VMA);
#endif
	emit((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP));
}

int audit_can_filter(void)
{
#ifdef ARCHITECTURE
	const unsigned int trap = SECCOMP_RET_TRAP;

	return syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &trap) == 0;
#else
	return 0;
#endif
}

static void install_filter(void)
{
	struct sock_fprog all = { 0, program };

	make_program();
	all.len = length;
	/* The mitigation that filters bring otherwise slows the code down; it guards no secret. */
	if (syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_SPEC_ALLOW, &all) &&
	    syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &all))
		_exit(70);
}

static void limit(int resource, rlim_t most)
{
	const struct rlimit both = { most, most };

	setrlimit(resource, &both);
}

static void set_limits(int sanitized)
{
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 1 << 20);
	limit(RLIMIT_NPROC, 0);
	limit(RLIMIT_NOFILE, 32);
	limit(RLIMIT_STACK, 8 << 20);
	limit(RLIMIT_MEMLOCK, 0);
	limit(RLIMIT_MSGQUEUE, 0);
	/* Addresses of 32 bits are no more than this. */
	if (!sanitized && sizeof(void *) > 4)
		limit(RLIMIT_AS, (rlim_t)1 << 32);
}

/* Leaves the child one file, which takes its messages. */
static void leave_descriptors(int errors)
{
	for (int file = 0; file <= 2; file++)
		if (dup2(errors, file) < 0)
			_exit(70);
	if (syscall(SYS_close_range, 3, ~0u, 0))
		for (int file = 3; file < sysconf(_SC_OPEN_MAX); file++)
			close(file);
}

/* The first to go when the system is short of memory. */
static void volunteer_for_oom(void)
{
	int file = open("/proc/self/oom_score_adj", O_WRONLY);

	if (file < 0)
		return;
	if (write(file, "1000", 4) != 4)
		errno = 0;
	close(file);
}

void audit_confine(int errors, const struct audit_setup *setup)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	volunteer_for_oom();
	leave_descriptors(errors);
	set_limits(setup->sanitized);
	prctl(PR_SET_DUMPABLE, 1);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		_exit(70);
	if (setup->filter)
		install_filter();
}
