/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How a child ended, after everything that it may have done to the memory that it shares. */
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "supervise.h"

static void ended_as(struct audit_ending *ending, audit_u32 status, const char *text)
{
	ending->status = status;
	snprintf(ending->text, sizeof(ending->text), "%s", text);
}

/* What a child itself may say of its end. */
static int is_own_status(audit_u32 status)
{
	switch (status) {
	case AUDIT_SEGV:
	case AUDIT_BUG:
	case AUDIT_OUTSIDE:
	case AUDIT_UNDERRUN:
	case AUDIT_NO_PAGE:
	case AUDIT_SIGNAL:
	case AUDIT_MISUSE:
		return 1;
	default:
		return 0;
	}
}

/* A child that ended without a reason of its own: a sanitizer's report, a signal, an exit. */
static void explain_end(struct audit_ending *ending, int wait_status, int errors)
{
	char text[AUDIT_TEXT_BYTES];
	ssize_t bytes = pread(errors, text, sizeof(text) - 1, 0);

	text[bytes > 0 ? bytes : 0] = 0;
	if (strstr(text, "AddressSanitizer") || strstr(text, "runtime error:")) {
		ended_as(ending, AUDIT_SANITIZER, text);
	} else if (WIFSIGNALED(wait_status)) {
		ending->killed = WTERMSIG(wait_status) == SIGKILL;
		snprintf(text, sizeof(text), "is ended by signal %d", WTERMSIG(wait_status));
		ended_as(ending, AUDIT_SIGNAL, text);
	} else {
		ended_as(ending, AUDIT_EXIT, "ends the process");
	}
}

struct audit_ending audit_judge_end(const struct audit_job *job, const struct audit_end *end,
				    int errors)
{
	const struct audit_shared *shared = job->shared;
	struct audit_ending ending = { AUDIT_OK, shared->at, 0, shared->warned != 0, 0, "" };
	audit_u32 own = shared->status;

	/* Our own code did not get as far as the conversion's. */
	if (ending.stop == AUDIT_UNCONFINED)
		errx(70, "a child could not be confined");
	ending.loading = ending.stop == AUDIT_LOADING;
	if (ending.loading)
		ending.stop = job->from;
	if (ending.stop < job->from || ending.stop > job->count) {
		ending.stop = job->from;
		ended_as(&ending, AUDIT_TAMPERED, "overwrites the memory of the audit");
	} else if (end->text) {
		ended_as(&ending, end->status, end->text);
	} else if (is_own_status(own)) {
		memcpy(ending.text, shared->text, AUDIT_TEXT_BYTES - 1);
		ending.status = own;
	} else if (ending.stop == job->count) {
		return ending;
	} else if (ending.warned && !ending.loading) {
		memcpy(ending.text, shared->text, AUDIT_TEXT_BYTES - 1);
	} else {
		explain_end(&ending, end->wait_status, errors);
	}
	return ending;
}
