/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What goes back to hmm-pfn: collected first, then sent with its length, its count and a sum. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "supervise.h"

/* What begins an answer. */
struct answer {
	audit_u64 serial;
	audit_u64 bytes;
	audit_u32 count;
	/* Of the bytes that follow. */
	audit_u32 check;
};
/* What begins the result of a scenario; its pages and text_bytes bytes follow. */
struct result {
	audit_u32 status;
	audit_u32 pages;
	int refused;
	audit_u32 text_bytes;
	audit_u32 tainted;
	audit_u32 calls;
	audit_u32 needs;
	audit_u32 answered;
	struct audit_loop loop;
};
static FILE *output;
static char *collected;
static size_t length;

void audit_answer_begin(void)
{
	output = open_memstream(&collected, &length);
}

void audit_answer_put(const void *bytes, size_t count)
{
	fwrite(bytes, 1, count, output);
}

audit_u32 audit_padded_bytes(const char *text)
{
	return (strlen(text) + 3) & ~3ul;
}

void audit_answer_text(const char *text)
{
	char padded[AUDIT_TEXT_BYTES + 4] = { 0 };

	memcpy(padded, text, strlen(text));
	fwrite(padded, 1, audit_padded_bytes(text), output);
}

void audit_answer_result(const struct audit_place *place, audit_u32 status, const char *text)
{
	const struct audit_slot *slot = place->slot;
	audit_u32 pages = status == AUDIT_OK ? place->scenario->pages : 0;
	struct result result = { status, pages, slot->refused, audit_padded_bytes(text),
				 slot->tainted, slot->calls, slot->needs, slot->answered,
				 slot->loop };

	if (status == AUDIT_ASKS)
		result.pages = (slot->asked.end - slot->asked.start) >> 12;
	fwrite(&result, sizeof(result), 1, output);
	fwrite(place->pages, sizeof(struct audit_page), result.pages, output);
	if (status == AUDIT_ASKS)
		fwrite(&slot->asked, sizeof(slot->asked), 1, output);
	audit_answer_text(text);
}

/* The result of a scenario that has run to its end: what is not what was reported is none. */
void audit_answer_own_result(const struct audit_job *job, audit_u32 number, const char *text)
{
	const struct audit_place *place = &job->places[number];
	int intact = place->slot->check == audit_check(job, number);

	const struct audit_asked *asked = &place->slot->asked;
	audit_u32 status = place->slot->status;

	for (audit_u32 i = 0; i < place->scenario->pages; i++)
		intact = intact && place->pages[i].kind <= AUDIT_UNSTABLE;
	if (status == AUDIT_ASKS)
		intact = intact && asked->start <= asked->end &&
			 (asked->end - asked->start) >> 12 <= place->scenario->pages;
	if (intact && (status == AUDIT_OK || status == AUDIT_ASKS))
		audit_answer_result(place, status, text);
	else
		audit_answer_result(place, AUDIT_TAMPERED, "overwrites the results of the audit");
}

void audit_answer_send(audit_u64 serial, audit_u32 count)
{
	struct answer answer = { serial, 0, count, 0 };
	const audit_u32 *words;

	fclose(output);
	answer.bytes = length;
	words = (const audit_u32 *)collected;
	for (size_t i = 0; i < length / sizeof(*words); i++)
		answer.check = (answer.check << 5 | answer.check >> 27) ^ words[i];
	fwrite(&answer, sizeof(answer), 1, stdout);
	fwrite(collected, 1, length, stdout);
	fflush(stdout);
	free(collected);
}
