// SPDX-License-Identifier: GPL-2.0-or-later
import { advance, PAGE_SIZE } from '../../mm/units';
import { PTE_BLOCKS } from '../generate/blocks';
import { NAMED_FORMATS } from '../generate/formats';
import {
  askArrays,
  BASE,
  DRIVER_POLICIES,
  entryOf,
  imageOf,
  MAIN_VMA_CHOICES,
  OWNERS,
  PLAIN_VMA,
  POLICIES,
  pick,
  requestOf,
  TABLE,
  TABLE_END,
  VMA_CHOICES,
  vmas,
} from './building';
import { type Family, family } from './family';
import { Grid } from './grid';

/** The PTEs that tell every request from every other one: what lacks nothing, write access, or everything. */
const TELLING_PTES: readonly string[] = ['none', 'present', 'present-write'];

/**
 * This many neighbouring pages in one PTE table, everything combined. Of three pages, judged by class, every
 * call is run where the PTEs are those that tell most.
 */
export function ptePages(pages: number): Family {
  const asks = askArrays(pages);
  const vmaChoices = pages === 1 ? VMA_CHOICES : MAIN_VMA_CHOICES;
  const kinds = Array<number>(pages).fill(PTE_BLOCKS.length);
  return family({
    name: `pte-${pages}`,
    combines: `${PTE_BLOCKS.length} PTEs and 4 requests a page, ${vmaChoices.length} kinds of VMA, 20 policies, ${OWNERS.length} owners`,
    spaces: new Grid(vmaChoices.length, ...kinds),
    calls: new Grid(OWNERS.length, POLICIES.length, asks.length),
    image: ([vma, ...blocks]) =>
      imageOf(vmas(pick(vmaChoices, vma), BASE, TABLE_END), [
        TABLE,
        ...blocks.map((block, page) =>
          entryOf(pick(PTE_BLOCKS, block), advance(BASE, page * PAGE_SIZE), page),
        ),
      ]),
    request: ([owner, policy, ask]) =>
      requestOf(BASE, pick(asks, ask), pick(POLICIES, policy), pick(OWNERS, owner)),
    ...(pages > 2 && {
      runsEvery: ([, ...blocks]: readonly number[]) =>
        blocks.every((block) => TELLING_PTES.includes(pick(PTE_BLOCKS, block).name)),
    }),
  });
}

/** One page in every named format, well-formed or not. */
export function formats(): Family {
  const asks = askArrays(1);
  return family({
    name: 'formats',
    combines: `${NAMED_FORMATS.length} formats, ${PTE_BLOCKS.length} PTEs, 4 requests, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(NAMED_FORMATS.length, PTE_BLOCKS.length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([, block]) =>
      imageOf(vmas(PLAIN_VMA, BASE, TABLE_END), [TABLE, entryOf(pick(PTE_BLOCKS, block), BASE, 0)]),
    request: ([policy, ask]) => requestOf(BASE, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
    format: ([format]) => pick(NAMED_FORMATS, format).format,
  });
}

/** Two pages of which one cannot be faulted. */
export function failingPages(): Family {
  const asks = askArrays(2);
  const { length } = PTE_BLOCKS;
  return family({
    name: 'fault-errors',
    combines: `${length} PTEs and 4 requests a page, which of two pages fails, ${MAIN_VMA_CHOICES.length} kinds of VMA, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(MAIN_VMA_CHOICES.length, 2, length, length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([vma, failing = 0, ...blocks]) =>
      imageOf(
        vmas(pick(MAIN_VMA_CHOICES, vma), BASE, TABLE_END),
        [
          TABLE,
          ...blocks.map((block, page) =>
            entryOf(pick(PTE_BLOCKS, block), advance(BASE, page * PAGE_SIZE), page),
          ),
        ],
        new Map([[advance(BASE, failing * PAGE_SIZE), 'sigbus']]),
      ),
    request: ([policy, ask]) => requestOf(BASE, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}

/** Two pages on either side of the border of two VMAs, of a VMA and a gap, or of two gaps. */
export function vmaBorders(): Family {
  const asks = askArrays(2);
  const border = advance(BASE, PAGE_SIZE);
  const blocks = PTE_BLOCKS.filter(({ name }) =>
    ['none', 'present', 'present-write', 'swap', 'migration', 'present-protnone'].includes(name),
  );
  return family({
    name: 'vma-borders',
    combines: `${VMA_CHOICES.length} kinds of VMA and ${blocks.length} PTEs on each side, 4 requests a page, ${DRIVER_POLICIES.length} policies`,
    spaces: new Grid(VMA_CHOICES.length, VMA_CHOICES.length, blocks.length, blocks.length),
    calls: new Grid(DRIVER_POLICIES.length, asks.length),
    image: ([left, right, first, second]) =>
      imageOf(
        [
          ...vmas(pick(VMA_CHOICES, left), BASE, border),
          ...vmas(pick(VMA_CHOICES, right), border, TABLE_END),
        ],
        [TABLE, entryOf(pick(blocks, first), BASE, 0), entryOf(pick(blocks, second), border, 1)],
      ),
    request: ([policy, ask]) => requestOf(BASE, pick(asks, ask), pick(DRIVER_POLICIES, policy), 1),
  });
}
