/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a reply holds after its header: what was noted of the run. */
#include <string.h>

#include "attempts.h"
#include "call.h"
#include "detail.h"
#include "frames.h"
#include "reads.h"
#include "run.h"
#include "wire.h"

static host_u32 *put(host_u32 *at, const void *bytes, unsigned long count)
{
	unsigned long words = (count + 7) / 8 * 2;

	if (!count)
		return at;
	at[words - 2] = at[words - 1] = 0;
	memcpy(at, bytes, count);
	return at + words;
}

/* What the address space has become: the first free frame, the changes. */
static host_u32 *put_changes(host_u32 *at)
{
	host_u32 changes = host_changed();

	at = put(at, &host_next_pfn, sizeof(host_next_pfn));
	at = put(at, &changes, sizeof(changes));
	for (host_u32 i = 0; i < changes; i++) {
		host_u64 change[2];

		host_change(i, &change[0], &change[1]);
		at = put(at, change, sizeof(change));
	}
	return at;
}

/* How many bytes a reply takes at most. */
unsigned long tree_reply_bytes(const struct host_scenario *scenario)
{
	return (REPLY_HEADER + 20) * 4ul + scenario->pages * 12ul +
	       host_fault_row_count * sizeof(struct host_fault_row) + sizeof(host_notes) +
	       host_attempt_count * sizeof(struct host_attempt) + HOST_END_TEXT +
	       host_walk_end_count * sizeof(struct host_walk_end) +
	       host_changed() * 16ul + host_piece_count * sizeof(struct host_logged_piece) + 8 +
	       host_read_count * sizeof(struct host_read);
}

host_u32 *tree_put_parts(host_u32 *reply, const struct host_scenario *scenario, const void *words)
{
	host_u32 *at = reply + REPLY_HEADER;

	at = put(at, words, (unsigned long)scenario->pages * tree_description.word_bytes);
	at = put(at, host_fault_rows, host_fault_row_count * sizeof(*host_fault_rows));
	at = put(at, host_notes, host_note_count * sizeof(*host_notes));
	at = put(at, host_end_text, reply[REPLY_TEXT_BYTES]);
	at = put(at, host_attempts, host_attempt_count * sizeof(*host_attempts));
	if (!scenario->detailed)
		return at;
	at = put(at, host_walk_ends, host_walk_end_count * sizeof(*host_walk_ends));
	at = put(at, host_origins, scenario->pages * sizeof(*host_origins));
	at = put_changes(at);
	at = put(at, &host_piece_count, sizeof(host_piece_count));
	at = put(at, host_pieces, host_piece_count * sizeof(*host_pieces));
	at = put(at, &host_read_count, sizeof(host_read_count));
	return put(at, host_reads, host_read_count * sizeof(*host_reads));
}
