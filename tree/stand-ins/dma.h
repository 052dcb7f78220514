/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the DMA helpers beside the range fault need. No scenario calls them: whoever does has a BUG. */
#ifndef _TREE_DMA_H
#define _TREE_DMA_H

#include "pages.h"

struct device {
	int dma_skip_sync;
};
struct dma_iova_state {
	dma_addr_t addr;
	size_t __size;
};
enum pci_p2pdma_map_type {
	PCI_P2PDMA_MAP_UNKNOWN,
	PCI_P2PDMA_MAP_NONE,
	PCI_P2PDMA_MAP_NOT_SUPPORTED,
	PCI_P2PDMA_MAP_BUS_ADDR,
	PCI_P2PDMA_MAP_THRU_HOST_BRIDGE,
};
struct p2pdma_provider {
	int unused;
};
struct pci_p2pdma_map_state {
	struct p2pdma_provider *mem;
};
enum { DMA_BIDIRECTIONAL };
#define DMA_ATTR_MMIO 1ul
#define DMA_ATTR_SKIP_CPU_SYNC 4ul
#define DMA_ATTR_REQUIRE_COHERENT 2ul
#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define GFP_KERNEL 1u
#define __GFP_NOWARN 2u

long tree_no_dma(void);
#define dev_dma_skip_sync(device) ((void)(device), tree_no_dma())
#define dma_addressing_limited(device) ((void)(device), tree_no_dma())
#define dma_iova_try_alloc(device, ...) ((void)(device), tree_no_dma())
#define dma_iova_free(device, ...) ((void)(device), tree_no_dma())
#define dma_iova_link(device, ...) ((void)(device), tree_no_dma())
#define dma_iova_sync(device, ...) ((void)(device), tree_no_dma())
#define dma_iova_unlink(device, ...) ((void)(device), tree_no_dma())
#define dma_use_iova(state) ((void)(state), tree_no_dma())
#define dma_need_unmap(device) ((void)(device), tree_no_dma())
#define dma_map_phys(device, physical, size, direction, attributes) \
	((void)(device), (void)(physical), (void)(attributes), (dma_addr_t)tree_no_dma())
#define dma_map_page(device, page, ...) ((void)(device), (void)(page), (dma_addr_t)tree_no_dma())
#define dma_unmap_phys(device, address, size, direction, attributes) \
	((void)(device), (void)(address), (void)(attributes), tree_no_dma())
#define dma_unmap_page(device, address, ...) ((void)(device), (void)(address), tree_no_dma())
#define dma_mapping_error(device, address) ((void)(device), (void)(address), tree_no_dma())
#define pci_p2pdma_state(state, device, page) \
	((void)(state), (void)(page), (enum pci_p2pdma_map_type)tree_no_dma())
#define pci_p2pdma_bus_addr_map(provider, physical) \
	((void)(provider), (void)(physical), (dma_addr_t)tree_no_dma())
#define kvcalloc(count, size, flags) ((void *)tree_no_dma())
#define kvzalloc(size, flags) ((void *)tree_no_dma())
#define kvzalloc_objs(object, ...) ((__typeof__(&(object)))tree_no_dma())
#define kvfree(memory) ((void)(memory), tree_no_dma())

#endif
