// SPDX-License-Identifier: GPL-2.0-or-later
/* Children that hold a copy of the memory, so that its pages are shared by two page tables. */
#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run.h"

pid_t fork_tied(void)
{
	pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (getppid() != parent)
			_exit(0);
	}
	return pid;
}

int run_fork(struct case_run *run, const struct step *step)
{
	pid_t pid;

	(void)step;
	if (run->nr_forks == MAX_FORKS)
		return EAGAIN;
	pid = fork_tied();
	if (pid < 0)
		return errno;
	if (pid == 0)
		for (;;)
			pause();
	run->forks[run->nr_forks++] = pid;
	return 0;
}

int run_reap(struct case_run *run, const struct step *step)
{
	(void)step;
	for (; run->nr_forks > 0; run->nr_forks--) {
		pid_t pid = run->forks[run->nr_forks - 1];

		kill(pid, SIGKILL);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	return 0;
}
