// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads and writes of pages, where a page that cannot be touched costs a signal, not the case. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <signal.h>
#include <string.h>

#include "run.h"

static sigjmp_buf next_page;
static volatile sig_atomic_t touching;
static struct case_run *counted;

static void on_signal(int number, siginfo_t *info, void *context)
{
	(void)info;
	(void)context;
	if (number == SIGBUS)
		counted->signals_bus++;
	else
		counted->signals_segv++;
	if (touching)
		siglongjmp(next_page, 1);
	/*
	 * A SIGBUS for memory that was poisoned is only news; a SIGSEGV here is a defect of ours.
	 */
	if (number == SIGSEGV)
		signal(SIGSEGV, SIG_DFL);
}

void catch_signals(struct case_run *run)
{
	struct sigaction action = { .sa_sigaction = on_signal, .sa_flags = SA_SIGINFO };

	counted = run;
	sigemptyset(&action.sa_mask);
	sigaction(SIGBUS, &action, NULL);
	sigaction(SIGSEGV, &action, NULL);
}

static int touch_pages(const struct step *step, bool write)
{
	volatile uint64_t page = 0;

	/* A signal comes back here, and the page that caused it counts as touched. */
	sigsetjmp(next_page, 1);
	touching = 1;
	while (page < step->pages) {
		volatile uint8_t *byte = at_address(step->address + page * PAGE_BYTES);

		page++;
		if (write)
			*byte = (uint8_t)(page | 1);
		else
			(void)*byte;
	}
	touching = 0;
	return 0;
}

int run_read(struct case_run *run, const struct step *step)
{
	(void)run;
	return touch_pages(step, false);
}

int run_write(struct case_run *run, const struct step *step)
{
	(void)run;
	return touch_pages(step, true);
}
