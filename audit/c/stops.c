/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ways in which a conversion ends early: each says why, and ends the child. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <ucontext.h>
#include <unistd.h>

#include "runner.h"

#define STACK_BYTES 65536ul

static void end_child(audit_u32 status) __attribute__((__noreturn__));

static void end_child(audit_u32 status)
{
	audit_shared->status = status;
	_exit(0);
}

void hmm_audit_stop(int kind, const char *text)
{
	snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "%s", text);
	end_child(kind);
}

void hmm_audit_stop_at(int kind, const char *text, unsigned long long number)
{
	snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "%s (0x%llx)", text, number);
	end_child(kind);
}

void hmm_audit_no_page(unsigned long pfn)
{
	snprintf(audit_shared->text, AUDIT_TEXT_BYTES,
		 "reads in the struct page of pfn 0x%lx, which no entry has", pfn);
	end_child(AUDIT_NO_PAGE);
}

#define WARNINGS 16
#define WARNING_BYTES 256
static char warnings[WARNINGS][WARNING_BYTES];
static unsigned int warning_count;

void audit_warning_known(const char *text)
{
	if (warning_count < WARNINGS)
		snprintf(warnings[warning_count++], WARNING_BYTES, "%s", text);
}

void audit_warnings_forget(void)
{
	warning_count = 0;
}

/* The first warning of a scenario is kept. */
void hmm_audit_warn(const char *text)
{
	char cut[WARNING_BYTES];

	snprintf(cut, sizeof(cut), "%s", text);
	for (unsigned int i = 0; i < warning_count; i++)
		if (!strcmp(warnings[i], cut))
			return;
	if (!audit_shared->warned)
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "%s", cut);
	audit_shared->warned = 1;
}

#define STACK_NEAR 65536ul

#if defined(__x86_64__)
static const char *access_name(const ucontext_t *state)
{
	return state->uc_mcontext.gregs[REG_ERR] & 2 ? "writes" : "reads";
}

static int is_near_stack(const ucontext_t *state, unsigned long address)
{
	unsigned long stack = state->uc_mcontext.gregs[REG_RSP];

	return address + STACK_NEAR > stack && address < stack + STACK_NEAR;
}
#else
static const char *access_name(const ucontext_t *state)
{
	(void)state;
	return "goes";
}

static int is_near_stack(const ucontext_t *state, unsigned long address)
{
	(void)state;
	(void)address;
	return 0;
}
#endif

static void explain_fault(const siginfo_t *info, const ucontext_t *state)
{
	unsigned long address = (unsigned long)info->si_addr;
	char where[512];

	/* The processor does not say which address it was if it can be none. */
	if (info->si_code == SI_KERNEL) {
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES,
			 "goes through a pointer that is none");
	} else if (is_near_stack(state, address)) {
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "calls until the stack is full");
	} else {
		audit_memory_explain(address, where, sizeof(where));
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "%s %s", access_name(state), where);
	}
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	if (signal == SIGFPE)
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "divides by zero");
	else if (signal == SIGILL || signal == SIGTRAP)
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES,
			 "reaches an instruction that is none");
	else
		explain_fault(info, context);
	end_child(AUDIT_SEGV);
}

/* A sanitizer that writes its report takes its time; but not for ever. */
#define REPORT_TICKS 50
static int report_ticks;

static int is_reporting(void)
{
	struct stat errors;

	return fstat(2, &errors) == 0 && errors.st_size > 0 && report_ticks++ < REPORT_TICKS;
}

static audit_u32 last_at = -1u;

/* Twice at the same scenario: it takes longer than the limit of processor time. */
static void on_tick(int signal)
{
	(void)signal;
	if (audit_shared->at == last_at && !is_reporting()) {
		snprintf(audit_shared->text, AUDIT_TEXT_BYTES, "does not end");
		end_child(AUDIT_TIMEOUT);
	}
	last_at = audit_shared->at;
}

void audit_stops_init(audit_u32 milliseconds)
{
	static char stack[STACK_BYTES];
	stack_t other = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction fault = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
	struct sigaction tick = { .sa_handler = on_tick, .sa_flags = SA_ONSTACK | SA_RESTART };
	struct itimerval every = { { milliseconds / 1000, milliseconds % 1000 * 1000 },
				   { milliseconds / 1000, milliseconds % 1000 * 1000 } };
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };

	last_at = -1u;
	sigaltstack(&other, NULL);
	for (unsigned long i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		sigaction(faults[i], &fault, NULL);
	sigaction(SIGPROF, &tick, NULL);
	setitimer(ITIMER_PROF, &every, NULL);
}
