/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One run of a conversion: on a stack that nobody has written to, and left early if it has to be. */
#include <setjmp.h>
#include <string.h>

#include "abi.h"

static jmp_buf suspended;
static int stack_poison;

/* Fills the part of the stack that the caller's next call will use with the poison byte. */
__attribute__((__noinline__)) void hmm_audit_poison_stack(void)
{
	char stack[8192];

	memset(stack, stack_poison, sizeof(stack));
	__asm__ __volatile__("" : : "r"(stack) : "memory");
}

void audit_suspend(void)
{
	longjmp(suspended, 1);
}

int audit_runs_to_end(void (*run)(struct hmm_audit_output *), struct hmm_audit_output *out)
{
	if (setjmp(suspended))
		return 0;
	stack_poison = out->poison;
	run(out);
	return 1;
}
