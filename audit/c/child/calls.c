/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A conversion is kernel code: it makes no system calls. The filter of confine.c refuses those that
 * could reach beyond the process, and here each of them becomes a warning.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include "child.h"

void hmm_audit_warn(const char *text);

#define NAME(call) { SYS_##call, #call }
static const struct {
	int number;
	const char *name;
} names[] = {
#ifdef SYS_fork
	NAME(fork), NAME(vfork), NAME(open), NAME(creat), NAME(unlink), NAME(rename), NAME(mkdir),
	NAME(rmdir), NAME(link), NAME(symlink), NAME(chmod), NAME(chown), NAME(dup2), NAME(pipe),
	NAME(alarm), NAME(getpgrp),
#endif
	NAME(clone), NAME(clone3), NAME(execve), NAME(execveat), NAME(kill), NAME(tkill),
	NAME(tgkill), NAME(rt_sigqueueinfo), NAME(ptrace), NAME(process_vm_readv),
	NAME(process_vm_writev), NAME(pidfd_open), NAME(pidfd_getfd), NAME(pidfd_send_signal),
	NAME(write), NAME(writev), NAME(pwrite64), NAME(sendfile), NAME(openat), NAME(openat2),
	NAME(ftruncate), NAME(truncate), NAME(unlinkat), NAME(mkdirat), NAME(chdir), NAME(fchdir),
	NAME(chroot), NAME(dup), NAME(dup3), NAME(pipe2), NAME(close_range), NAME(fcntl),
	NAME(ioctl), NAME(socket), NAME(socketpair), NAME(memfd_create), NAME(shmget),
	NAME(setsid), NAME(setpgid), NAME(setuid), NAME(prlimit64), NAME(setrlimit), NAME(prctl),
	NAME(seccomp), NAME(setitimer), NAME(timer_create), NAME(mount), NAME(umount2),
	NAME(unshare), NAME(setns), NAME(reboot), NAME(bpf), NAME(io_uring_setup),
};

static void warn_of(int number)
{
	char text[AUDIT_WARNING_BYTES];

	for (unsigned long i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].number != number)
			continue;
		snprintf(text, sizeof(text), "makes the system call %s, which was refused",
			 names[i].name);
		hmm_audit_warn(text);
		return;
	}
	snprintf(text, sizeof(text), "makes the system call number %d, which was refused", number);
	hmm_audit_warn(text);
}

/* The call returns -EPERM; the conversion goes on. */
static void on_refused(int signal, siginfo_t *info, void *context)
{
	ucontext_t *state = context;

	(void)signal;
	warn_of(info->si_syscall);
#if defined(__x86_64__)
	state->uc_mcontext.gregs[REG_RAX] = -EPERM;
#elif defined(__aarch64__)
	state->uc_mcontext.regs[0] = -EPERM;
#else
	(void)state;
#endif
}

void audit_calls_init(void)
{
	struct sigaction refused = { .sa_sigaction = on_refused,
				     .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };

	sigaction(SIGSYS, &refused, NULL);
}
