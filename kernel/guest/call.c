// SPDX-License-Identifier: GPL-2.0-or-later
/* The call, with what the module saw before and after it, as a report. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#include "describe.h"
#include "run.h"

#define MAX_VMAS 1024

/* What the module lists of the range at one moment. */
struct snapshot {
	struct hmm_probe_vma *vmas;
	uint32_t nr_vmas;
	struct hmm_probe_entry *entries;
	uint32_t nr_entries;
};

bool call_option(struct step *step, const char *name, const char *value)
{
	struct call_options *call = &step->call;
	uint64_t number;

	if (!value) {
		call->unlocked = strcmp(name, "unlocked") == 0;
		return call->unlocked;
	}
	if (strcmp(name, "timeout") == 0) {
		if (!parse_decimal(value, 1, HMM_PROBE_MAX_TIMEOUT, &number))
			return false;
		call->timeout = (uint32_t)number;
		return true;
	}
	if (strcmp(name, "input") == 0) {
		call->keep_input = strcmp(value, "keep") == 0;
		return call->keep_input || strcmp(value, "rewrite") == 0;
	}
	if (strcmp(name, "attempts") == 0) {
		if (!parse_decimal(value, 1, HMM_PROBE_MAX_ATTEMPTS, &number))
			return false;
		call->attempts = (uint32_t)number;
		return true;
	}
	if (strcmp(name, "walks") == 0) {
		if (!parse_decimal(value, 0, HMM_PROBE_MAX_WALKS, &number))
			return false;
		call->walks = (uint32_t)number;
		return true;
	}
	if (strcmp(name, "owner") == 0 && parse_decimal(value, 0, UINT32_MAX, &number)) {
		call->owner = (uint32_t)number;
		return true;
	}
	return false;
}

int run_begin(struct case_run *run, const struct step *step)
{
	struct hmm_probe_range range = { .start = step->address, .end = step->other_address };

	run->start = step->address;
	run->end = step->other_address;
	return ioctl(run->device, HMM_PROBE_IOC_BEGIN, &range) == 0 ? 0 : errno;
}

static void *zeroed(size_t count, size_t size)
{
	void *memory = calloc(count ? count : 1, size);

	if (!memory)
		abort();
	return memory;
}

static uint64_t pages_of(const struct case_run *run)
{
	return run->start < run->end ? (run->end - run->start) / PAGE_BYTES : 0;
}

/* How many slots can overlap this many pages, tables of all levels included. */
static uint32_t entries_of(uint64_t pages)
{
	return (uint32_t)(pages + (pages >> 9) + (pages >> 18) + 8);
}

/* The buffers lie far from what recipes map, so page faults for them change nothing of a range. */
static struct snapshot new_snapshot(uint64_t pages)
{
	struct snapshot snapshot = { .nr_entries = entries_of(pages) };

	if (snapshot.nr_entries > HMM_PROBE_MAX_ROWS)
		snapshot.nr_entries = HMM_PROBE_MAX_ROWS;
	snapshot.vmas = zeroed(MAX_VMAS, sizeof(*snapshot.vmas));
	snapshot.entries = zeroed(snapshot.nr_entries, sizeof(*snapshot.entries));
	return snapshot;
}

static int list(struct case_run *run, unsigned long request, void *rows, uint32_t *nr_rows)
{
	struct hmm_probe_list list = {
		.start = run->start,
		.end = run->end,
		.rows = (uintptr_t)rows,
		.nr_rows = *nr_rows,
	};

	if (ioctl(run->device, request, &list) != 0)
		return errno;
	*nr_rows = list.nr_rows;
	return 0;
}

static int take(struct case_run *run, struct snapshot *snapshot)
{
	int ret;

	snapshot->nr_vmas = MAX_VMAS;
	if (pages_of(run) == 0) {
		snapshot->nr_vmas = 0;
		snapshot->nr_entries = 0;
		return 0;
	}
	ret = list(run, HMM_PROBE_IOC_VMAS, snapshot->vmas, &snapshot->nr_vmas);
	if (ret)
		return ret;
	return list(run, HMM_PROBE_IOC_DUMP, snapshot->entries, &snapshot->nr_entries);
}

static bool same_vmas(const struct snapshot *one, const struct snapshot *other)
{
	return one->nr_vmas == other->nr_vmas &&
	       memcmp(one->vmas, other->vmas, one->nr_vmas * sizeof(*one->vmas)) == 0;
}

static void report_result(struct json *json, const struct hmm_probe_call *call)
{
	json_number(json, "ret", call->ret);
	if (call->ret < 0) {
		const char *name = strerrorname_np(-call->ret);

		json_string(json, "errno", name ? name : "unknown");
	}
	json_true(json, "livelock", call->walk_limit_hit == HMM_PROBE_LIMIT_STUCK);
	json_number(json, "attempts", call->attempts);
	json_number(json, "walks", call->walks);
}

static void report_trace(struct json *json, const struct hmm_probe_call *call)
{
	/* VM_FAULT_OOM, _SIGBUS, _HWPOISON, _HWPOISON_LARGE, _SIGSEGV, _FALLBACK */
	static const uint32_t fault_errors = 0x1 | 0x2 | 0x10 | 0x20 | 0x40 | 0x800;

	describe_faults(json, (const struct hmm_probe_fault *)(uintptr_t)call->faults,
			call->nr_faults);
	if (call->last_fault & fault_errors)
		json_hex(json, "faultResult", call->last_fault);
	if (call->faults_lost)
		json_number(json, "faultsLost", call->faults_lost);
	json_open(json, "invalidations", '[');
	json_number(json, NULL, call->invalidations_before);
	json_number(json, NULL, call->invalidations_during);
	json_close(json, ']');
}

static void report_signals(struct json *json, const struct case_run *run)
{
	if (!run->signals_bus && !run->signals_segv)
		return;
	json_open(json, "signals", '{');
	json_number(json, "bus", run->signals_bus);
	json_number(json, "segv", run->signals_segv);
	json_close(json, '}');
}

static void report(struct case_run *run, const struct hmm_probe_call *call,
		   const uint64_t *requests, const struct snapshot *before,
		   const struct snapshot *after)
{
	struct outbox *outbox = run->outbox;
	struct json json;

	json_start(&json, outbox->report, sizeof(outbox->report));
	json_open(&json, NULL, '{');
	json_string(&json, "case", run->recipe_case->id);
	json_hex(&json, "start", run->start);
	json_hex(&json, "end", run->end);
	json_hex(&json, "default", call->default_flags);
	json_hex(&json, "mask", call->pfn_flags_mask);
	if (call->owner)
		json_number(&json, "owner", call->owner);
	json_true(&json, "unlocked", call->flags & HMM_PROBE_UNLOCKED);
	if (call->timeout)
		json_number(&json, "timeout", call->timeout);
	describe_words(&json, "in", requests, call->nr_pages);
	report_result(&json, call);
	describe_words(&json, "pfns", (const uint64_t *)(uintptr_t)call->pfns, call->nr_pages);
	report_trace(&json, call);
	report_signals(&json, run);
	describe_vmas(&json, "vmas", before->vmas, before->nr_vmas);
	if (!same_vmas(before, after))
		describe_vmas(&json, "vmasAfter", after->vmas, after->nr_vmas);
	describe_entries(&json, "before", before->entries, before->nr_entries);
	describe_entries(&json, "after", after->entries, after->nr_entries);
	json_close(&json, '}');
	outbox->length = json.length;
	if (json.full)
		end_case_as(outbox, FAILED, "the report has more than %zu bytes", json.room);
	else
		end_case_as(outbox, DONE, "%s", "");
}

/* A failure of the module is no SKIP: what it was asked is always in its power. */
static int fail(struct case_run *run, const char *what, int error)
{
	end_case_as(run->outbox, FAILED, "%s: %s", what, strerrorname_np(error));
	return 0;
}

int run_call(struct case_run *run, const struct step *step)
{
	uint64_t pages = pages_of(run);
	uint64_t *requests = zeroed(pages, sizeof(*requests));
	uint64_t *pfns = zeroed(pages, sizeof(*pfns));
	struct hmm_probe_call call = {
		.default_flags = step->call.default_flags,
		.pfn_flags_mask = step->call.mask,
		.pfns = (uintptr_t)pfns,
		.nr_pages = pages,
		.faults = (uintptr_t)zeroed(HMM_PROBE_MAX_FAULTS, sizeof(struct hmm_probe_fault)),
		.nr_faults = HMM_PROBE_MAX_FAULTS,
		.flags = (step->call.keep_input ? HMM_PROBE_KEEP_INPUT : 0) |
			 (step->call.unlocked ? HMM_PROBE_UNLOCKED : 0),
		.timeout = step->call.timeout,
		.owner = step->call.owner,
		.max_attempts = step->call.attempts,
		.max_walks = step->call.walks,
	};
	struct snapshot before = new_snapshot(pages), after = new_snapshot(pages);
	const struct step *failed = step;
	struct others *others;
	int ret;

	if (!requests_expand(step->call.requests, requests, pages))
		return fail(run, "the requests are not those of the range's pages", EINVAL);
	memcpy(pfns, requests, pages * sizeof(*pfns));
	ret = take(run, &before);
	if (ret)
		return fail(run, "the page table before the call", ret);
	others = start_others(run);
	ret = ioctl(run->device, HMM_PROBE_IOC_CALL, &call) == 0 ? 0 : errno;
	/* Not every kernel has each of the entry points. */
	if (ret && ret != EOPNOTSUPP)
		return fail(run, "the call", ret);
	if (others && !ret)
		ret = end_others(others, &failed);
	if (ret) {
		skip_case(run, failed, ret);
		return 0;
	}
	ret = take(run, &after);
	if (ret)
		return fail(run, "the page table after the call", ret);
	report(run, &call, requests, &before, &after);
	return 0;
}
