/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loop around the range fault, as data: what it does between its attempts, noted while it runs.
 * Nothing here judges it.
 */
#include <stddef.h>

#include "loop.h"

/* Of how many pieces the first attempt is remembered; of more, nothing is said. */
#define PIECES 32u

/* Why the loop was sent back. */
enum reason { SENT_NOT, SENT_BUSY, SENT_STALE };

/* A piece of the range: its first attempt, and what the last one made of the array. */
struct piece {
	struct audit_attempt first;
	audit_u64 given, left;
	audit_u32 attempts;
};

static struct audit_loop *loop;
static struct piece pieces[PIECES];
static unsigned int count;
/* The piece of the last call. */
static struct piece *current;
static enum reason sent, sent_before;
static int read_since, looked_at_time, looked_before, unchecked;

void audit_loop_begin(struct audit_loop *into)
{
	loop = into;
	count = 0;
	current = NULL;
	sent = sent_before = SENT_NOT;
	read_since = looked_at_time = looked_before = unchecked = 0;
}

static void note(audit_u32 facts)
{
	if (loop)
		loop->facts |= facts;
}

void audit_loop_reads(void)
{
	read_since = 1;
}

void audit_loop_looks(int for_signal)
{
	if (!for_signal)
		looked_at_time = 1;
	if (sent == SENT_BUSY)
		note(for_signal ? AUDIT_LOOP_BUSY_SIGNAL : AUDIT_LOOP_BUSY_TIME);
	if (sent == SENT_STALE)
		note(for_signal ? AUDIT_LOOP_STALE_SIGNAL : AUDIT_LOOP_STALE_TIME);
}

static struct piece *piece_at(const struct audit_attempt *attempt)
{
	for (unsigned int i = 0; i < count; i++)
		if (pieces[i].first.start == attempt->start && pieces[i].first.end == attempt->end)
			return &pieces[i];
	if (count == PIECES)
		return NULL;
	pieces[count] = (struct piece){ .first = *attempt };
	return &pieces[count++];
}

/* What a further attempt asks for, against the first one at the same pages. */
static void note_requests(const struct piece *piece, const struct audit_attempt *attempt)
{
	const struct audit_attempt *first = &piece->first;
	int is_left = attempt->array == piece->left && piece->left != piece->given;

	if (attempt->masked)
		note(AUDIT_LOOP_MASKED);
	else if (is_left)
		note(AUDIT_LOOP_LEFT);
	else if (attempt->array != piece->left)
		note(AUDIT_LOOP_REWRITTEN);
	if (attempt->asks == first->asks)
		note(AUDIT_LOOP_ASKS_SAME);
	/* What a driver writes by itself it means. */
	if (!is_left || attempt->masked)
		return;
	if (attempt->faults < first->faults || attempt->writes < first->writes)
		note(AUDIT_LOOP_ASKS_LESS);
	if (attempt->faults > first->faults || attempt->writes > first->writes)
		note(AUDIT_LOOP_ASKS_MORE);
}

void audit_loop_calls(enum audit_loop_fact call, const struct audit_attempt *attempt, int whole)
{
	int reads = read_since || call == AUDIT_LOOP_HELPER;
	struct piece *last = current;

	if (!loop)
		return;
	current = piece_at(attempt);
	note(call | (whole ? AUDIT_LOOP_WHOLE : AUDIT_LOOP_PIECES));
	if ((attempt->end - attempt->start) >> 12 > loop->pages)
		loop->pages = (attempt->end - attempt->start) >> 12;
	if (sent == SENT_BUSY)
		note(AUDIT_LOOP_BUSY_AGAIN);
	if (sent == SENT_STALE)
		note(AUDIT_LOOP_STALE_AGAIN);
	if (sent != SENT_NOT)
		note(reads ? AUDIT_LOOP_READ_FOR_ATTEMPT : AUDIT_LOOP_KEPT_FOR_ATTEMPT);
	else if (last && last != current)
		note(reads ? AUDIT_LOOP_READ_FOR_PIECE : AUDIT_LOOP_KEPT_FOR_PIECE);
	if (current) {
		if (current->attempts++ > 0)
			note_requests(current, attempt);
		if (current->attempts > loop->attempts)
			loop->attempts = current->attempts;
		current->given = attempt->array;
	}
	sent_before = sent;
	looked_before = looked_at_time;
	read_since = looked_at_time = 0;
	sent = SENT_NOT;
}

void audit_loop_returns(int ret, int busy, audit_u64 array)
{
	if (current)
		current->left = array;
	unchecked = ret >= 0;
	sent = busy ? SENT_BUSY : SENT_NOT;
}

void audit_loop_checks(int stale, int late)
{
	if (late)
		note(AUDIT_LOOP_READ_FOR_CHECK);
	if (!stale)
		note(AUDIT_LOOP_CHECKED);
	unchecked = 0;
	sent = stale ? SENT_STALE : SENT_NOT;
}

int audit_loop_is_endless(void)
{
	/* The call has begun already if it is one of the helper's own attempts. */
	enum reason why = sent == SENT_NOT ? sent_before : sent;

	if (why == SENT_BUSY)
		note(AUDIT_LOOP_BUSY_ENDLESS);
	if (why == SENT_STALE)
		note(AUDIT_LOOP_STALE_ENDLESS);
	return why != SENT_NOT && (sent == SENT_NOT ? looked_before : looked_at_time);
}

void audit_loop_ends(int refused)
{
	if (sent == SENT_BUSY)
		note(AUDIT_LOOP_BUSY_FAILS);
	if (sent == SENT_STALE)
		note(AUDIT_LOOP_STALE_FAILS);
	if (!refused && unchecked)
		note(AUDIT_LOOP_UNCHECKED);
}
