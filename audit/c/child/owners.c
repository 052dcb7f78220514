/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who owns device-private pages: the driver's device is 1, others have other numbers. */
#include <hmm-audit.h>

#include "abi.h"

#define OWNERS 4096
/* The owner of no page, in no scenario. */
#define OTHER_OWNER ((unsigned int)OWNERS)

/* The devices, by their address; a range without a policy of the driver's has one of these. */
static char devices[OWNERS];
static struct dev_pagemap pagemaps[OWNERS];

void *audit_device(unsigned long owner)
{
	return owner ? &devices[owner] : NULL;
}

struct dev_pagemap *audit_pagemap(unsigned int owner)
{
	if (!pagemaps[owner].owner)
		pagemaps[owner].owner = &devices[owner];
	return &pagemaps[owner];
}

void audit_set_owner(void *owner)
{
	pagemaps[1].owner = owner;
}

void audit_learn_owner(void)
{
	static struct page page;

	page = (struct page){ .pgmap = audit_pagemap(1), .hmm_audit_serial = hmm_audit_serial };
	if (hmm_audit_page)
		hmm_audit_page(&page, 1);
}

int audit_owner_is_known(void)
{
	return pagemaps[1].owner && pagemaps[1].owner != &devices[1];
}

audit_u32 audit_owner(const void *owner)
{
	if (!owner)
		return 0;
	/* The driver has no pages of its own. */
	if (!pagemaps[1].owner)
		return OTHER_OWNER;
	if (owner == pagemaps[1].owner)
		return 1;
	for (int i = 2; i < OWNERS; i++)
		if (owner == pagemaps[i].owner || owner == &devices[i])
			return i;
	/* Without a word of the adapter, whatever the driver passes is its own device. */
	return audit_owner_is_known() ? OTHER_OWNER : 1;
}
