/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_CALL_H
#define _HMM_TREE_CALL_H

#include <setjmp.h>

#include "host.h"

/* call.c, as those use it that run a call and tell of it. */

/* The notifier's sequence; an odd one is not being invalidated. */
#define HOST_FIRST_SEQUENCE 3ul
extern unsigned long host_sequence;
/* Where host_stop() goes to, how the call ended, and why if it ended early. */
extern sigjmp_buf host_way_out;
extern enum host_end host_ended;
#define HOST_END_TEXT 256
extern char host_end_text[HOST_END_TEXT];

#endif
