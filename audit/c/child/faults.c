/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the processor's exceptions say of the conversion. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <ucontext.h>

#include "child.h"

#define STACK_BYTES 65536ul
#define STACK_NEAR 65536ul
#define FIRST_PAGE 4096ul

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
	const char *access = access_name(state);
	char where[512];

	/* The processor does not say which address it was if it can be none. */
	if (info->si_code == SI_KERNEL)
		audit_stop(AUDIT_SEGV, "dereferences an invalid pointer");
	if (is_near_stack(state, address))
		audit_stop(AUDIT_SEGV, "overflows the stack");
	if (audit_memory_explain(address, where, sizeof(where)) ||
	    audit_pages_explain(address, where, sizeof(where)))
		audit_stop(AUDIT_SEGV, "%s %s", access, where);
	if (address < FIRST_PAGE)
		audit_stop(AUDIT_SEGV, "%s at 0x%lx: through a NULL pointer", access, address);
	audit_stop(AUDIT_SEGV, "%s at 0x%lx, where no memory is", access, address);
}

static void on_fault(int signal, siginfo_t *info, void *context)
{
	/* A signal that was sent, by the code to itself, says nothing of an address. */
	if (info->si_code <= 0)
		audit_stop(AUDIT_SIGNAL, "is ended by signal %d", signal);
	if (signal == SIGFPE)
		audit_stop(AUDIT_SEGV, "divides by zero");
	if (signal == SIGILL || signal == SIGTRAP)
		audit_stop(AUDIT_SEGV, "executes an invalid instruction");
	explain_fault(info, context);
}

void audit_faults_init(void)
{
	static char stack[STACK_BYTES];
	static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP };
	stack_t other = { .ss_sp = stack, .ss_size = sizeof(stack) };
	struct sigaction fault = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };

	sigaltstack(&other, NULL);
	for (unsigned long i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		sigaction(faults[i], &fault, NULL);
}
