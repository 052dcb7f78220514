/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_TREE_FRAMES_H
#define _HMM_TREE_FRAMES_H

#include "host.h"

/* frame.c. Parts of the scenario lie in the frame, which stays where it is until the scenario has run. */
struct host_scenario tree_read_frame(const host_u32 *frame);

/* reply.c. How many bytes a reply takes at most. */
unsigned long tree_reply_bytes(const struct host_scenario *scenario);
/* Puts what stands after a reply's header, whose words are the array's; returns the end. */
host_u32 *tree_put_parts(host_u32 *reply, const struct host_scenario *scenario, const void *words);

#endif
