/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_HMM_AUDIT_H
#define _HMM_AUDIT_HMM_AUDIT_H

#include <hmm-audit/kernel.h>

/*
 * What an adapter says of a driver. It is compiled once for each version of the code: with
 * HMM_BEFORE defined against the interface until 5.7, without it against the one since 5.8. Where both
 * versions are of the latter (--before-on), HMM_AUDIT_BEFORE is defined for the first. It declares what the driver's functions need, then includes them by
 *
 *     #include HMM_AUDIT_DRIVER
 *
 * (an adapter that does not is put after them), then defines hmm_audit_convert().
 */

enum hmm_audit_access {
	HMM_AUDIT_ACCESS_NONE,		/* nothing: a page between two others of a window */
	HMM_AUDIT_ACCESS_READ,
	HMM_AUDIT_ACCESS_WRITE,
	HMM_AUDIT_ACCESS_PREFETCH,
	HMM_AUDIT_ACCESS_ATOMIC,
};

/* What the device may do with a page, and where that page is; or these. */
#define HMM_AUDIT_READ 0x0u
#define HMM_AUDIT_WRITE 0x1u
#define HMM_AUDIT_VRAM 0x2u

struct hmm_audit_output;

/*
 * Required. Converts the range, whose array is as a successful range fault left it, by a call of
 * the driver's function, and reports by the functions below what the device gets for each page. A
 * function that calls hmm_range_fault() itself is given range->notifier, ->start and ->end; its calls
 * are answered as it asks them, on pages of this range.
 */
void hmm_audit_convert(struct hmm_range *range, struct hmm_audit_output *out);

/*
 * Optional. Sets what the driver sets before it faults: default_flags, pfn_flags_mask,
 * dev_private_owner (any pointer means "my device", NULL none) and, before, flags, values and
 * pfn_shift. Without it, scenarios bring policies of their own, in nouveau's format.
 */
void hmm_audit_range(struct hmm_range *range) __attribute__((__weak__));

/* Optional. The word by which the driver asks for a page that its device accesses so. */
u64 hmm_audit_request(const struct hmm_range *range, enum hmm_audit_access access)
	__attribute__((__weak__));

/*
 * Optional. Makes a device-private page the driver's: sets zone_device_data, or pgmap if the driver
 * takes its own structure from there. The owner is 1 for the driver's device, else another's. A driver
 * without such pages sets page->pgmap->owner to NULL.
 */
void hmm_audit_page(struct page *page, int owner) __attribute__((__weak__));

/*
 * How the device accesses the range: HMM_AUDIT_ACCESS_READ or HMM_AUDIT_ACCESS_WRITE. An adapter that
 * looks hands it on to the driver's function; whoever succeeds then has mapped every page for it.
 */
enum hmm_audit_access hmm_audit_access(struct hmm_audit_output *out);

/* How many pages the range has. */
unsigned long hmm_audit_pages(const struct hmm_audit_output *out);

/* What the device gets for page i of the range. Every page has to be reported. */
void hmm_audit_map_pfn(struct hmm_audit_output *out, unsigned long i, unsigned long pfn,
		       unsigned int flags);
void hmm_audit_map_address(struct hmm_audit_output *out, unsigned long i, u64 address,
			   unsigned int flags);
void hmm_audit_map_page(struct hmm_audit_output *out, unsigned long i, struct page *page,
			unsigned int flags);
void hmm_audit_none(struct hmm_audit_output *out, unsigned long i);
void hmm_audit_error(struct hmm_audit_output *out, unsigned long i);
/* A word that both versions hand to the same consumer: compared bit by bit. */
void hmm_audit_raw(struct hmm_audit_output *out, unsigned long i, u64 word);
/* The driver gives the whole range up, with this error. */
void hmm_audit_refuse(struct hmm_audit_output *out, int error);

/*
 * An array for the driver's function to fill: it ends where no memory is, and holds a pattern that
 * another run has otherwise, so that an element which was never written is found.
 */
#define hmm_audit_array(type, elements) ({ \
	type *hmm_audit_new = hmm_audit_alloc(sizeof(type) * (elements), \
					      "array of " #elements " × " #type); \
	hmm_audit_poison_stack(); \
	hmm_audit_new; \
})

#endif
