/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The answer to a batch: replies that the worker has written, and those that are made here. */
#include <err.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "supervisor.h"

struct answer {
	audit_u64 serial;
	audit_u64 bytes;
	audit_u32 count;
	/* How many replies have a note, or did not return. */
	audit_u32 unusual;
};

/* A count of a beginning that no answer follows yet. */
#define NOT_YET (~0u)

static struct tree_memory memory;

/* What goes out: pieces of shared memory, and replies that are made here. */
struct piece {
	const char *bytes;
	unsigned long count;
};
static struct piece *pieces;
static unsigned int piece_count, piece_room;
static struct answer answer;

void answer_begin(const struct tree_memory *shared, audit_u64 serial)
{
	memory = *shared;
	answer = (struct answer){ .serial = serial };
}

void answer_put(const void *bytes, unsigned long count)
{
	if (piece_count == piece_room) {
		piece_room = piece_room ? 2 * piece_room : 64;
		pieces = realloc(pieces, piece_room * sizeof(*pieces));
		if (!pieces)
			err(70, "realloc");
	}
	pieces[piece_count++] = (struct piece){ bytes, count };
	answer.bytes += count;
}

void answer_put_made(enum tree_outcome outcome, const char *text)
{
	unsigned long text_bytes = strlen(text), padded = (text_bytes + 7) & ~7ul;
	audit_u32 *reply = calloc(1, REPLY_HEADER * sizeof(*reply) + padded);

	if (!reply)
		err(70, "calloc");
	reply[REPLY_WORDS] = REPLY_HEADER + padded / sizeof(*reply);
	reply[REPLY_OUTCOME] = outcome;
	reply[REPLY_TEXT_BYTES] = text_bytes;
	memcpy(reply + REPLY_HEADER, text, text_bytes);
	answer_put(reply, REPLY_HEADER * sizeof(*reply) + padded);
	answer.unusual++;
	answer.count++;
}

audit_u32 answer_take_replies(audit_u32 from, audit_u32 stop, audit_u64 serial)
{
	audit_u64 at = memory.shared->out_at, end = memory.shared->out_end;
	const audit_u64 begin = at;

	if (end > OUT_BYTES)
		end = begin;
	for (; from < stop; from++) {
		audit_u32 *reply = (audit_u32 *)(memory.out + at);
		audit_u64 bytes = at + REPLY_HEADER * sizeof(*reply) > end ?
					  0 :
					  (audit_u64)reply[REPLY_WORDS] * sizeof(*reply);

		if (bytes < REPLY_HEADER * sizeof(*reply) || bytes % 8 || bytes > end - at ||
		    reply[REPLY_CHECK] != tree_check(serial, from, reply))
			break;
		reply[REPLY_CHECK] = 0;
		answer.unusual += reply[REPLY_OUTCOME] != TREE_RETURNED || reply[REPLY_NOTES];
		answer.count++;
		at += bytes;
	}
	if (at > begin)
		answer_put(memory.out + begin, at - begin);
	memory.shared->out_at = at;
	return from;
}

static void write_all(const void *bytes, unsigned long count)
{
	const char *from = bytes;

	while (count) {
		ssize_t wrote = write(STDOUT_FILENO, from, count);

		if (wrote <= 0)
			exit(0);
		from += wrote;
		count -= wrote;
	}
}

void answer_say_not_yet(void)
{
	const struct answer not_yet = { .serial = answer.serial, .count = NOT_YET };
	int unread;

	if (ioctl(STDOUT_FILENO, FIONREAD, &unread) == 0 && unread == 0)
		write_all(&not_yet, sizeof(not_yet));
}

void answer_send(void)
{
	write_all(&answer, sizeof(answer));
	for (unsigned int i = 0; i < piece_count; i++) {
		write_all(pieces[i].bytes, pieces[i].count);
		if (pieces[i].bytes < memory.out || pieces[i].bytes >= memory.out + OUT_BYTES)
			free((void *)pieces[i].bytes);
	}
	if (memory.shared->out_at > KEPT_BYTES)
		madvise(memory.out, OUT_BYTES, MADV_REMOVE);
	piece_count = 0;
}
