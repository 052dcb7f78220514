// SPDX-License-Identifier: GPL-2.0-or-later

/** Pages in one memory resource of device-private pages (`DMEM_CHUNK_NPAGES`). */
const CHUNK_PAGES = 512n;
const CHUNK_SIZE = CHUNK_PAGES << 12n;
/** Chunks of 2 MiB below the greatest physical address. */
const CHUNKS = 2n ** 31n;

/**
 * The VRAM address of a device-private page (`nouveau_dmem_page_addr()`): its address, less where
 * its memory resource starts, plus where the buffer lies that backs it.
 */
export function vramAddress(pfn: bigint): bigint {
  const chunk = pfn / CHUNK_PAGES;
  const resourceStart = chunk * CHUNK_SIZE;
  return (pfn << 12n) - resourceStart + bufferOffset(chunk);
}

/**
 * Where a chunk's buffer lies in VRAM. Which buffer a chunk gets is the allocator's business; here
 * it is another one for each chunk, and never the one at the chunk's own address.
 */
function bufferOffset(chunk: bigint): bigint {
  return ((chunk * 7n + 3n) % CHUNKS) * CHUNK_SIZE;
}
