// SPDX-License-Identifier: GPL-2.0-or-later
#include "describe.h"

/* Runs [word, count, step] of words that stay or grow by one. */
void describe_words(struct json *json, const char *name, const uint64_t *words, uint64_t count)
{
	uint64_t i = 0;

	json_open(json, name, '[');
	while (i < count) {
		uint64_t run = 1, step = 0;

		if (i + 1 < count && words[i + 1] - words[i] <= 1)
			step = words[i + 1] - words[i];
		while (i + run < count && words[i + run] == words[i] + run * step)
			run++;
		if (run == 1)
			step = 0;
		json_open(json, NULL, '[');
		json_hex(json, NULL, words[i]);
		json_number(json, NULL, (int64_t)run);
		json_number(json, NULL, (int64_t)step);
		json_close(json, ']');
		i += run;
	}
	json_close(json, ']');
}

void describe_faults(struct json *json, const struct hmm_probe_fault *faults, uint32_t count)
{
	json_open(json, "faults", '[');
	for (uint32_t i = 0; i < count; i++) {
		json_open(json, NULL, '[');
		json_hex(json, NULL, faults[i].at);
		json_number(json, NULL, faults[i].pages);
		json_string(json, NULL, faults[i].write ? "w" : "r");
		json_close(json, ']');
	}
	json_close(json, ']');
}

struct flag_name {
	uint32_t flag;
	const char *name;
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The flags of a scenario's VMA. */
static const struct flag_name scenario_flags[] = {
	{ HMM_PROBE_VMA_READ, "read" },	    { HMM_PROBE_VMA_WRITE, "write" },
	{ HMM_PROBE_VMA_SHARED, "shared" }, { HMM_PROBE_VMA_IO, "io" },
	{ HMM_PROBE_VMA_PFNMAP, "pfnmap" }, { HMM_PROBE_VMA_MIXEDMAP, "mixedmap" },
};

static const struct flag_name other_vma_flags[] = {
	{ HMM_PROBE_VMA_MAY_WRITE, "mayWrite" },
	{ HMM_PROBE_VMA_EXEC, "exec" },
	{ HMM_PROBE_VMA_DEVICE, "device" },
	{ HMM_PROBE_VMA_LOCKED, "locked" },
	{ HMM_PROBE_VMA_HUGEPAGE, "hugepage" },
	{ HMM_PROBE_VMA_NOHUGEPAGE, "nohugepage" },
	{ HMM_PROBE_VMA_UFFD_MISSING, "uffdMissing" },
	{ HMM_PROBE_VMA_UFFD_WP, "uffdWp" },
	{ HMM_PROBE_VMA_UFFD_MINOR, "uffdMinor" },
	{ HMM_PROBE_VMA_MAPS_WRITABLE, "mapsWritable" },
};

static const char *backing_of(const struct hmm_probe_vma *vma)
{
	if (vma->flags & HMM_PROBE_VMA_HUGETLB)
		return "hugetlb";
	return vma->flags & HMM_PROBE_VMA_FILE ? "file" : "anon";
}

static void describe_vma(struct json *json, const struct hmm_probe_vma *vma)
{
	json_open(json, NULL, '{');
	json_hex(json, "start", vma->start);
	json_hex(json, "end", vma->end);
	json_open(json, "flags", '[');
	for (size_t i = 0; i < COUNT_OF(scenario_flags); i++)
		if (vma->flags & scenario_flags[i].flag)
			json_string(json, NULL, scenario_flags[i].name);
	json_close(json, ']');
	json_string(json, "backing", backing_of(vma));
	if (vma->flags & HMM_PROBE_VMA_HUGETLB)
		json_number(json, "hugePageShift", vma->page_shift);
	json_hex(json, "raw", vma->raw);
	json_hex(json, "pgoff", vma->pgoff);
	for (size_t i = 0; i < COUNT_OF(other_vma_flags); i++)
		json_true(json, other_vma_flags[i].name, vma->flags & other_vma_flags[i].flag);
	json_close(json, '}');
}

void describe_vmas(struct json *json, const char *name, const struct hmm_probe_vma *vmas,
		   uint32_t count)
{
	json_open(json, name, '[');
	for (uint32_t i = 0; i < count; i++)
		describe_vma(json, &vmas[i]);
	json_close(json, ']');
}

static const char *const level_names[] = { "pte", "pmd", "pud", "pgd" };

static const char *const kind_names[] = {
	[HMM_PROBE_NONE] = "none",
	[HMM_PROBE_TABLE] = "table",
	[HMM_PROBE_BAD] = "bad",
	[HMM_PROBE_PRESENT] = "present",
	[HMM_PROBE_HUGE] = "huge",
	[HMM_PROBE_DEVMAP] = "devmap",
	[HMM_PROBE_SWAP] = "swap",
	[HMM_PROBE_MIGRATION] = "migration",
	[HMM_PROBE_DEVICE_PRIVATE] = "device-private",
	[HMM_PROBE_HWPOISON] = "hwpoison",
	[HMM_PROBE_MARKER] = "marker",
	[HMM_PROBE_NONPRESENT] = "nonpresent",
	[HMM_PROBE_DEVICE_EXCLUSIVE] = "device-exclusive",
};

static const struct flag_name entry_flags[] = {
	{ HMM_PROBE_E_WRITE, "write" },
	{ HMM_PROBE_E_PROTNONE, "protnone" },
	{ HMM_PROBE_E_SPECIAL, "special" },
	{ HMM_PROBE_E_DEVMAP, "devmap" },
	{ HMM_PROBE_E_ZERO, "zero" },
	{ HMM_PROBE_E_NORMAL, "normal" },
	{ HMM_PROBE_E_YOUNG, "young" },
	{ HMM_PROBE_E_DIRTY, "dirty" },
	{ HMM_PROBE_E_SOFT_DIRTY, "softDirty" },
	{ HMM_PROBE_E_UFFD_WP, "uffdWp" },
	{ HMM_PROBE_E_EXCLUSIVE, "exclusive" },
	{ HMM_PROBE_E_ALONE, "alone" },
	{ HMM_PROBE_E_OUTSIDE, "outside" },
};

static void describe_entry(struct json *json, const struct hmm_probe_entry *entry)
{
	json_open(json, NULL, '{');
	json_hex(json, "at", entry->at);
	json_string(json, "level", level_names[entry->level]);
	json_string(json, "is", kind_names[entry->kind]);
	if (entry->count > 1)
		json_number(json, "n", entry->count);
	if (entry->raw)
		json_hex(json, "raw", entry->raw);
	if (entry->flags & HMM_PROBE_E_PFN)
		json_hex(json, "pfn", entry->pfn);
	if (entry->step) {
		static const int64_t pages[] = { 1, 512, 512 * 512, 512LL * 512 * 512 };

		json_number(json, "step", pages[entry->level]);
	}
	for (size_t i = 0; i < COUNT_OF(entry_flags); i++)
		json_true(json, entry_flags[i].name, entry->flags & entry_flags[i].flag);
	if (entry->order)
		json_number(json, "order", entry->order);
	if (entry->kind == HMM_PROBE_MARKER)
		json_number(json, "markerBits", entry->extra);
	else if (entry->kind == HMM_PROBE_DEVICE_PRIVATE && entry->extra)
		json_number(json, "owner", entry->extra);
	json_close(json, '}');
}

void describe_entries(struct json *json, const char *name, const struct hmm_probe_entry *entries,
		      uint32_t count)
{
	json_open(json, name, '[');
	for (uint32_t i = 0; i < count; i++)
		describe_entry(json, &entries[i]);
	json_close(json, ']');
}
