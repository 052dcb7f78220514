// SPDX-License-Identifier: GPL-2.0-or-later
import { slotImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { advance, PAGE_SIZE, PMD, PMD_SIZE } from '../../mm/units';
import { namedBlock, PTE_BLOCKS } from '../../oracle/generate/blocks';
import {
  BASE,
  entryOf,
  imageOf,
  PLAIN_VMA,
  pick,
  requestOf,
  VMA_CHOICES,
  vmas,
} from '../../oracle/scope/building';
import { type Family, family } from '../../oracle/scope/family';
import { Grid } from '../../oracle/scope/grid';

const TABLE = slotImage(BASE, PMD, 0, Kind.table);
const PRESENT = namedBlock(PTE_BLOCKS, 'present-write');

/** A page of any kind in a VMA of any kind, or in none, between two ordinary ones. */
export function pageBetween(): Family {
  const [second, third] = [advance(BASE, PAGE_SIZE), advance(BASE, 2 * PAGE_SIZE)];
  return family({
    name: 'page-between',
    combines: `${PTE_BLOCKS.length} PTEs in ${VMA_CHOICES.length} kinds of VMA, between two pages that are present`,
    spaces: new Grid(VMA_CHOICES.length, PTE_BLOCKS.length),
    calls: new Grid(1),
    image: ([vma, block]) =>
      imageOf(
        [
          ...vmas(PLAIN_VMA, BASE, second),
          ...vmas(pick(VMA_CHOICES, vma), second, third),
          ...vmas(PLAIN_VMA, third, advance(BASE, PMD_SIZE)),
        ],
        [
          TABLE,
          entryOf(PRESENT, BASE, 0),
          entryOf(pick(PTE_BLOCKS, block), second, 1),
          entryOf(PRESENT, third, 2),
        ],
      ),
    request: () =>
      requestOf(BASE, new Uint8Array(3), { defaults: Ask.nothing, mask: Ask.nothing }, 0),
  });
}
