// SPDX-License-Identifier: GPL-2.0-or-later
import type { PageOutcome } from '../conversion';

/** `NVIF_VMM_PFNMAP_V0_V`: the entry is to be mapped. */
export const PFNMAP_V = 0x1n;
/** `NVIF_VMM_PFNMAP_V0_W` */
export const PFNMAP_W = 0x2n;
/** `NVIF_VMM_PFNMAP_V0_HOST` */
export const PFNMAP_HOST = 0x0n;
/** `NVIF_VMM_PFNMAP_V0_VRAM` */
export const PFNMAP_VRAM = 0x10n;
/** `NVIF_VMM_PFNMAP_V0_ADDR` */
const PFNMAP_ADDR = 0xffff_ffff_ffff_f000n;

const PTE_VALID = 1n << 0n;
const PTE_APERTURE_SYSTEM_COHERENT = 2n << 1n;
const PTE_VOLATILE = 1n << 3n;
const PTE_READ_ONLY = 1n << 6n;

/**
 * What the PFNMAP ioctl makes of an entry: without V the page is unmapped, whatever else the entry
 * says; with V it is mapped, in VRAM or in system memory.
 */
export function pfnmapOutcome(entry: bigint): PageOutcome {
  if ((entry & PFNMAP_V) === 0n) return { kind: 'unmapped', entry };
  return {
    kind: 'mapped',
    aperture: (entry & PFNMAP_VRAM) === 0n ? 'system' : 'vram',
    page: entry >> 12n,
    write: (entry & PFNMAP_W) !== 0n,
    entry,
    pageTableWord: pascalWord(entry),
  };
}

/**
 * The Pascal page-table word of an entry with V (`gp100_vmm_pgt_pfn()`). The IOMMU is modelled as
 * an identity: the DMA address of a page is its physical address.
 */
function pascalWord(entry: bigint): bigint {
  const readOnly = (entry & PFNMAP_W) === 0n ? PTE_READ_ONLY : 0n;
  const address = (entry & PFNMAP_ADDR) >> 4n;
  if ((entry & PFNMAP_VRAM) !== 0n) return PTE_VALID | readOnly | address;
  return PTE_VALID | readOnly | address | PTE_VOLATILE | PTE_APERTURE_SYSTEM_COHERENT;
}
