/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whom to blame for a child that was killed, and not by us. A system that runs out of memory kills one that has done
 * nothing, and does so again until it has memory.
 */
#include <stdio.h>

#include "supervise.h"

/* Each scenario may be killed this often before that is judged. */
#define MOST_KILLED 2u

/* How many processes the system has killed for want of memory since it was booted; 0 if it does not say. */
static audit_u64 oom_kills(void)
{
	FILE *file = fopen("/proc/vmstat", "re");
	unsigned long long kills = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "oom_kill %llu", &kills) == 1)
			break;
	if (file)
		fclose(file);
	return kills;
}

struct audit_kills audit_no_kills(void)
{
	return (struct audit_kills){ 0, oom_kills() };
}

int audit_runs_again(struct audit_kills *kills, struct audit_ending *ending, int filtered)
{
	if (!ending->killed) {
		kills->times = 0;
		return 0;
	}
	if (++kills->times <= MOST_KILLED)
		return 1;
	kills->times = 0;
	/* Code under a filter cannot kill itself: the call is refused, and named. */
	if (filtered || oom_kills() != kills->oom) {
		ending->status = AUDIT_KILLED;
		snprintf(ending->text, sizeof(ending->text), "is killed by the system");
	}
	return 0;
}
