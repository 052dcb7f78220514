/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Struct pages. Only those of device-private memory say anything: whose they are. */
#ifndef _TREE_PAGES_H
#define _TREE_PAGES_H

#include "mm.h"

struct dev_pagemap {
	void *owner;
};
struct page {
	struct dev_pagemap *pgmap;
};
struct folio {
	struct dev_pagemap *pgmap;
};

/* The page of an owner, and one for all pages that are nobody's. */
struct page *tree_private_page(host_u32 owner);
struct page *tree_any_page(void);

static inline struct page *pfn_to_page(unsigned long pfn)
{
	(void)pfn;
	return tree_any_page();
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	(void)page;
	return 0;
}

static inline struct folio *page_folio(struct page *page)
{
	return (struct folio *)page;
}

static inline struct dev_pagemap *page_pgmap(const struct page *page)
{
	return page->pgmap;
}

static inline struct page *nth_page(struct page *page, unsigned long n)
{
	(void)n;
	return page;
}

static inline phys_addr_t __pfn_to_phys(unsigned long pfn)
{
	return (phys_addr_t)pfn << PAGE_SHIFT;
}

static inline bool is_zero_pfn(unsigned long pfn)
{
	return pfn == host_scenario->zero_pfn;
}

#endif
