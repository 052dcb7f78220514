/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef DESCRIBE_H
#define DESCRIBE_H

#include "../module/hmm_probe_abi.h"
#include "json.h"

/* Rows of the module as JSON arrays, in the words of protocol.md. */
void describe_words(struct json *json, const char *name, const uint64_t *words, uint64_t count);
void describe_faults(struct json *json, const struct hmm_probe_fault *faults, uint32_t count);
void describe_vmas(struct json *json, const char *name, const struct hmm_probe_vma *vmas,
		   uint32_t count);
void describe_entries(struct json *json, const char *name, const struct hmm_probe_entry *entries,
		      uint32_t count);

#endif /* DESCRIBE_H */
