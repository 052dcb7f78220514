// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AMDGPU } from '../../legacy/known-formats';
import type { AddressSpaceImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import type { RangeRequest } from '../../mm/range';
import { PMD, pfn } from '../../mm/units';
import { mirrored } from '../../oracle/contract/mirror';
import type { Scenario } from '../../oracle/scenario/scenario';
import { entry, event, image, page, request, vma } from '../support/build';
import { FRAME } from '../support/met';

interface Parts {
  readonly first?: number;
  readonly asks?: string;
  readonly range?: Partial<RangeRequest>;
}

function scenario(
  mm: Partial<AddressSpaceImage>,
  { first = 0, asks = 'r.w', range }: Parts = {},
): Scenario {
  const whole = image({ vmas: [vma(0, 512)], ...mm });
  return { id: 'mirror', mm: whole, range: request(first, asks, range), format: AMDGPU };
}

const swap = (at: number) => entry(at, { kind: Kind.pteSwap });
const present = (at: number) => entry(at, { kind: Kind.ptePresent }, FRAME + at);

describe('the mirrored scenario', () => {
  it('has its entries, requests and failing pages in reverse order, and all else as it was', () => {
    const one = scenario(
      {
        entries: [swap(2), { ...present(4), at: page(4) }],
        faultErrors: new Map([[page(2), 'sigbus']]),
        zeroPfn: pfn(3),
        nextPfn: pfn(0x777),
      },
      { first: 2, range: { owner: 5 } },
    );
    const mirror = mirrored(one);
    expect(mirror?.range).toEqual({ ...one.range, asks: one.range.asks.toReversed() });
    expect(mirror?.mm).toEqual({
      ...one.mm,
      entries: [
        { ...swap(2), at: page(4) },
        { ...present(4), at: page(2) },
      ],
      faultErrors: new Map([[page(4), 'sigbus']]),
    });
  });

  it('keeps tables where they are', () => {
    const empty = entry(0, { kind: Kind.table }, 0, PMD);
    expect(mirrored(scenario({ entries: [empty, swap(0)] }))?.mm.entries).toEqual([
      empty,
      { ...swap(0), at: page(2) },
    ]);
  });

  it.each<readonly [string, boolean, Partial<AddressSpaceImage>, Parts]>([
    ['one page has none', false, {}, { asks: 'r' }],
    ['two pages have one', true, {}, { asks: 'r.' }],
    ['another VMA', false, { vmas: [vma(0, 3), vma(3, 512)] }, {}],
    ['no VMA', false, { vmas: [] }, {}],
    ['another thread', false, { events: [event(1, { invalidate: true })] }, {}],
    [
      'a VMA of a file',
      false,
      { vmas: [vma(0, 512, 'read', { kind: 'file', filePfn: pfn(9) })] },
      {},
    ],
    ['a VMA that begins in the range', false, { vmas: [vma(1, 512)] }, {}],
    ['a VMA that begins with the range', true, { vmas: [vma(1, 512)] }, { first: 1 }],
    ['a VMA that ends in the range', false, { vmas: [vma(0, 2)] }, {}],
    ['a VMA that ends with the range', true, { vmas: [vma(0, 3)] }, {}],
    ['a range over two tables', false, { vmas: [vma(0, 1024)] }, { first: 510 }],
    ['a range up to the end of a table', true, { vmas: [vma(0, 1024)] }, { first: 509 }],
    ['an entry before the range', false, { entries: [swap(0)] }, { first: 1 }],
    ['an entry at its start', true, { entries: [swap(1)] }, { first: 1 }],
    ['an entry at its end', true, { entries: [swap(3)] }, { first: 1 }],
    ['an entry after it', false, { entries: [swap(4)] }, { first: 1 }],
    ['a huge page', false, { entries: [entry(0, { kind: Kind.pmdHuge }, 0x400, PMD)] }, {}],
    ['a call that starts again by itself', false, {}, { range: { call: { timeout: 0 } } }],
  ])('%s: there is one: %s', (_, is, mm, parts) => {
    expect(mirrored(scenario(mm, parts)) !== undefined).toBe(is);
  });

  it('is that of its own address space and range, whichever was asked for before', () => {
    const mm = image({ vmas: [vma(0, 512)], entries: [swap(1)] });
    const at = (first: number, asks: string) =>
      mirrored({ id: 'at', mm, range: request(first, asks), format: AMDGPU })?.mm;
    expect(at(0, '...')?.entries).toEqual([{ ...swap(1), at: page(1) }]);
    expect(at(0, '....')?.entries).toEqual([{ ...swap(1), at: page(2) }]);
    expect(at(1, '...')?.entries).toEqual([{ ...swap(1), at: page(3) }]);
    expect(at(1, 'r.r')).toBe(at(1, 'w.w'));
    const other = image({ ...mm, entries: [swap(2)] });
    const range = request(1, '...');
    expect(mirrored({ id: 'o', mm: other, range, format: AMDGPU })?.mm.entries).toEqual([
      { ...swap(2), at: page(2) },
    ]);
    expect(mirrored({ id: 'two', mm, range: request(0, 'r'), format: AMDGPU })).toBeUndefined();
  });
});
