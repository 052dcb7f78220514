/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The ways in which a conversion ends early: each says why, and ends the child. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "child.h"

static struct audit_shared *shared;
static const struct audit_warnings *known;
static const struct audit_loop *seen;

void audit_stops_init(const struct audit_job *job)
{
	shared = job->shared;
	known = job->warnings;
}

void audit_stops_tell(const struct audit_loop *loop)
{
	seen = loop;
}

void audit_stop(audit_u32 status, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(shared->text, AUDIT_TEXT_BYTES, format, values);
	va_end(values);
	if (seen)
		shared->loop = *seen;
	shared->status = status;
	_exit(0);
}

void hmm_audit_stop(int kind, const char *text)
{
	audit_stop(kind, "%s", text);
}

void hmm_audit_stop_at(int kind, const char *text, unsigned long long number)
{
	audit_stop(kind, "%s (0x%llx)", text, number);
}

void hmm_audit_no_page(unsigned long pfn)
{
	audit_stop(AUDIT_NO_PAGE, "reads in the struct page of pfn 0x%lx, which no entry has", pfn);
}

static int is_among(const struct audit_warnings *warnings, const char *text)
{
	for (audit_u32 i = 0; i < warnings->count; i++)
		if (!strcmp(warnings->texts[i], text))
			return 1;
	return 0;
}

/* The new warnings of a scenario, which the child ends with: each on a line of its own. */
static struct audit_warnings said;

void hmm_audit_warn(const char *text)
{
	char cut[AUDIT_WARNING_BYTES];
	size_t length = shared->warned ? strnlen(shared->text, AUDIT_TEXT_BYTES) : 0;

	snprintf(cut, sizeof(cut), "%s", text);
	if (known->count + said.count >= AUDIT_WARNINGS || is_among(known, cut) || is_among(&said, cut))
		return;
	if (length + strlen(cut) + 1 >= AUDIT_TEXT_BYTES)
		return;
	strcpy(said.texts[said.count++], cut);
	snprintf(shared->text + length, AUDIT_TEXT_BYTES - length, length ? "\n%s" : "%s", cut);
	shared->warned = 1;
}

int audit_warned(void)
{
	return shared->warned != 0;
}
