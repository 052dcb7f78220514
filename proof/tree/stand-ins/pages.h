/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Struct pages. Only those of device-private memory say anything: whose they are. */
#ifndef _PROVE_PAGES_H
#define _PROVE_PAGES_H

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

/* The page of each owner. */
extern struct page prove_page[2];
extern struct folio prove_folio[2];
extern host_u64 prove_zero_pfn;

static inline struct page *pfn_to_page(unsigned long pfn)
{
	(void)pfn;
	return &prove_page[0];
}

static inline unsigned long page_to_pfn(const struct page *page)
{
	(void)page;
	return 0;
}

static inline struct folio *page_folio(struct page *page)
{
	return &prove_folio[page - prove_page];
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
	return pfn == (unsigned long)prove_zero_pfn;
}

#endif
