/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _HMM_AUDIT_LINUX_DMA_MAPPING_H
#define _HMM_AUDIT_LINUX_DMA_MAPPING_H

#include <linux/device.h>
#include <linux/mm.h>
#include <linux/slab.h>

enum dma_data_direction {
	DMA_BIDIRECTIONAL = 0,
	DMA_TO_DEVICE = 1,
	DMA_FROM_DEVICE = 2,
	DMA_NONE = 3,
};
#define DMA_MAPPING_ERROR (~(dma_addr_t)0)
#define DMA_BIT_MASK(n) ((n) == 64 ? ~0ull : (1ull << (n)) - 1)
#define DMA_ATTR_SKIP_CPU_SYNC 0x20ul

/* The device sees physical addresses as they are; device-private pages have none. */
static inline dma_addr_t dma_map_page_attrs(struct device *device, struct page *page, size_t offset,
					    size_t bytes, enum dma_data_direction direction,
					    unsigned long attributes)
{
	if (is_device_private_page(page))
		hmm_audit_warn("dma_map_page of a device-private page, which has no address");
	if (hmm_audit_fails())
		return DMA_MAPPING_ERROR;
	hmm_audit_dma_maps(page_to_phys(page) + offset, bytes, direction);
	return page_to_phys(page) + offset;
}
#define dma_map_page(device, page, offset, bytes, direction) \
	dma_map_page_attrs(device, page, offset, bytes, direction, 0)
#define dma_map_resource(device, address, bytes, direction, attributes) \
	(hmm_audit_dma_maps(address, bytes, direction), (dma_addr_t)(address))
#define dma_unmap_page(device, address, bytes, direction) ((void)(device), (void)(address))
#define dma_unmap_page_attrs(device, address, bytes, direction, attributes) \
	((void)(device), (void)(address))
#define dma_mapping_error(device, address) ((void)(device), (address) == DMA_MAPPING_ERROR)
#define dma_sync_single_for_device(device, address, bytes, direction) ((void)(device))
#define DMA_ATTR_NO_KERNEL_MAPPING 0x10ul
struct scatterlist {
	struct page *page;
	unsigned int offset, length;
	dma_addr_t dma_address;
	unsigned int dma_length;
	bool last;
};
#define sg_page(sg) ((sg)->page)
#define sg_dma_address(sg) ((sg)->dma_address)
#define sg_dma_len(sg) ((sg)->dma_length)
#define sg_set_page(sg, which, bytes, at) \
	((sg)->page = (which), (sg)->length = (bytes), (sg)->offset = (at))
#define sg_next(sg) ((sg) + 1)
#define for_each_sg(list, sg, count, i) for (i = 0, sg = (list); i < (count); i++, sg = sg_next(sg))
struct sg_table {
	struct scatterlist *sgl;
	unsigned int nents, orig_nents;
};
#define for_each_sgtable_sg(table, sg, i) for_each_sg((table)->sgl, sg, (table)->orig_nents, i)
#define for_each_sgtable_dma_sg(table, sg, i) for_each_sg((table)->sgl, sg, (table)->nents, i)
#define sg_mark_end(sg) ((void)((sg)->last = true))
#define sg_is_last(sg) ((sg)->last)

/* The entries are memory of the driver's, to be given back by sg_free_table(). */
static inline int sg_alloc_table(struct sg_table *table, unsigned int count, gfp_t flags)
{
	*table = (struct sg_table){ 0 };
	if (count == 0)
		return -EINVAL;
	table->sgl = kcalloc(count, sizeof(*table->sgl), flags);
	if (!table->sgl)
		return -ENOMEM;
	table->nents = table->orig_nents = count;
	return 0;
}
static inline void sg_free_table(struct sg_table *table)
{
	kfree(table->sgl);
	*table = (struct sg_table){ 0 };
}
/* Every entry keeps a segment of its own. */
static inline int dma_map_sgtable(struct device *device, struct sg_table *table,
				  enum dma_data_direction direction, unsigned long attributes)
{
	struct scatterlist *sg;
	unsigned int i;

	for_each_sgtable_sg(table, sg, i) {
		sg->dma_address = dma_map_page_attrs(device, sg->page, sg->offset, sg->length,
						     direction, attributes);
		if (dma_mapping_error(device, sg->dma_address))
			return -EIO;
		sg->dma_length = sg->length;
	}
	return 0;
}
#define dma_unmap_sgtable(device, table, direction, attributes) ((void)(device), (void)(table))

#endif
