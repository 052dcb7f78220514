/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A frame as the scenario that it holds; the layout is that of wire.h. */
#include <string.h>

#include "frames.h"
#include "reads.h"
#include "wire.h"

static host_u64 word64(const host_u32 *frame, enum frame_word at)
{
	return frame[at] | (host_u64)frame[at + 1] << 32;
}

struct host_scenario tree_read_frame(const host_u32 *frame)
{
	struct host_scenario scenario = {
		.pages = frame[FRAME_PAGES],
		.start = word64(frame, FRAME_START),
		.end = word64(frame, FRAME_END),
		.defaults = frame[FRAME_DEFAULTS],
		.mask = frame[FRAME_MASK],
		.owner = frame[FRAME_OWNER],
		.detailed = frame[FRAME_OPTIONS] & FRAME_DETAILED,
		.formatted = frame[FRAME_OPTIONS] & FRAME_FORMATTED,
		.unlocked = frame[FRAME_OPTIONS] & FRAME_UNLOCKED,
		.next_pfn = word64(frame, FRAME_NEXT_PFN),
		.zero_pfn = word64(frame, FRAME_ZERO_PFN),
		.vmas = frame[FRAME_VMAS],
		.entries = frame[FRAME_ENTRIES],
		.fault_errors = frame[FRAME_FAULT_ERRORS],
		.events = frame[FRAME_EVENTS],
	};
	const host_u32 *rest = frame + FRAME_HEADER;

	if (scenario.formatted) {
		memcpy(&scenario.format, rest, sizeof(scenario.format));
		rest += sizeof(scenario.format) / sizeof(*rest);
	}
	if (scenario.unlocked) {
		scenario.timeout = rest[0];
		scenario.lock_drops = rest[1];
		scenario.lock_drop = (const host_u64 *)(rest + 2);
		rest += 2 + 4 * scenario.lock_drops;
	}
	if (frame[FRAME_OPTIONS] & FRAME_LOCK_DROPS) {
		scenario.lock_drops = rest[0];
		scenario.lock_drop = (const host_u64 *)(rest + 2);
		rest += 2 + 4 * scenario.lock_drops;
	}
	if (frame[FRAME_OPTIONS] & FRAME_NO_PROGRESS) {
		scenario.no_progress = rest[0];
		scenario.no_progress_page = (const host_u64 *)(rest + 2);
		rest += 2 + 4 * scenario.no_progress;
	}
	scenario.vma = (const struct host_vma *)rest;
	rest += scenario.vmas * sizeof(struct host_vma) / sizeof(*rest);
	scenario.fault_error = (const host_u64 *)rest;
	rest += 2 * scenario.fault_errors;
	scenario.entry = rest;
	rest += 4 * scenario.entries;
	scenario.event = rest;
	for (host_u32 i = 0; i < scenario.events; i++)
		rest = host_event_next(rest);
	scenario.ask = (const unsigned char *)rest;
	return scenario;
}
