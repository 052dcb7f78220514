/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the range faults of a run have put out, and whether it may be used. */
#include "world.h"

/* Of a scenario whose calls have more different answers there is no end. */
#define MOST_RESULTS 256u

static struct hmm_audit_output *running;
static struct audit_call calls[MOST_RESULTS], first_run[MOST_RESULTS];
/* How many of them; and how many answers were taken. */
static unsigned int count;

void audit_results_begin(struct hmm_audit_output *out)
{
	running = out;
	count = 0;
}

unsigned int audit_results_count(void)
{
	return count;
}

/* The last call at the same pages, if it asked for just the same. */
static struct audit_call *asked_before(const struct audit_call *call)
{
	/* The scenario's events belong to the first call: its answer is not that of another one. */
	for (unsigned int i = count; i-- > 1;) {
		struct audit_call *one = &calls[i];

		if (one->end <= call->start || call->end <= one->start)
			continue;
		if (one->start == call->start && one->end == call->end &&
		    one->asks == call->asks && one->defaults == call->defaults &&
		    one->mask == call->mask && one->owner == call->owner &&
		    one->array == call->array)
			return one;
		return NULL;
	}
	return NULL;
}

struct audit_call *audit_results_add(const struct audit_call *call)
{
	struct audit_call *place = asked_before(call);
	const struct audit_answer *answer = NULL;

	if (place) {
		answer = place->answer;
		running->loop.repeated++;
	} else if (count == MOST_RESULTS) {
		hmm_audit_stop(HMM_AUDIT_STOP_MISUSE, "calls hmm_range_fault() without end");
	} else {
		place = &calls[count++];
	}
	if (running->second)
		audit_compare_with_first_run(call, &first_run[place - calls]);
	else
		first_run[place - calls] = *call;
	*place = *call;
	place->answer = answer;
	place->given_up = 0;
	return place;
}

/* Whether a later call put something out for the same pages. */
static int is_superseded(const struct audit_call *call)
{
	for (unsigned int i = 0; i < count; i++)
		if (calls[i].number > call->number && calls[i].start <= call->start &&
		    call->start < calls[i].end)
			return 1;
	return 0;
}

void audit_results_give_up(void)
{
	for (unsigned int i = 0; i < count; i++)
		calls[i].given_up = calls[i].open;
}

static void close_result(unsigned int at, unsigned long sequence)
{
	if (!calls[at].open || is_superseded(&calls[at]))
		return;
	calls[at].open = 0;
	if (calls[at].sequence != sequence && !running->tainted)
		running->tainted = at + 1;
}

void audit_results_close(unsigned long sequence)
{
	for (unsigned int i = 0; i < count; i++)
		if (!calls[i].given_up)
			close_result(i, sequence);
}

void audit_results_end(unsigned long sequence)
{
	for (unsigned int i = 0; i < count; i++)
		close_result(i, sequence);
}

void audit_results_taint_last(void)
{
	if (!running->tainted)
		running->tainted = count;
}
