/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What all files know of the call that is under way: its scenario, its notifier, and the way out of it. */
#include <stdarg.h>
#include <stdio.h>

#include "call.h"

const struct host_scenario *host_scenario;
host_u64 host_budget;
unsigned long host_jiffies;
int host_killed;
unsigned long host_sequence;
/* Signals are not blocked in their handlers: there is no mask to be kept. */
sigjmp_buf host_way_out;
enum host_end host_ended;
char host_end_text[HOST_END_TEXT];

void host_invalidate(void)
{
	host_sequence += 2;
}

void host_stop(enum host_end end, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(host_end_text, sizeof(host_end_text), format, values);
	va_end(values);
	host_ended = end;
	siglongjmp(host_way_out, 1);
}
