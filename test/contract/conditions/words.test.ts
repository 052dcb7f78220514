// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind } from '../../../mm/entry';
import { Ask } from '../../../mm/range';
import { PMD, pfn } from '../../../mm/units';
import { entry, event, page, vma } from '../../support/build';
import { ALL_MET, FRAME, OWNER } from '../../support/met';
import {
  type Case,
  expectAll,
  found,
  LEGACY_WALK,
  MODERN_ENDS,
  MODERN_WALK,
  none,
  present,
  table,
} from './held';

describe('words', () => {
  const hugetlb = vma(0, 512, 'read write', { kind: 'hugetlb', level: PMD, size: 2 ** 21 });
  const emptySlot = ALL_MET.find(({ name }) => name === 'hugetlb-none')?.mm ?? {};
  expectAll([
    {
      clause: 'mask-hides',
      because: 'a call without hidden input that comes to no result shows nothing',
      side: 'modern-32',
      fault: {
        file: 'modern/hmm-pfns.ts',
        within: 'ofPage',
        right: '(this.hmmPfns.flags($page) & this.mask) | this.defaultFlags',
        wrong: 'this.hmmPfns.flags($page) | this.defaultFlags',
      },
      mm: {
        entries: [
          entry(0, { kind: Kind.pteHwpoison }),
          entry(1, { kind: Kind.ptePresent }, 2 ** 29),
        ],
      },
      ...{ asks: 'r.', range: { mask: Ask.nothing }, finds: [] },
    },
    {
      clause: 'mask-hides',
      because: 'what is put out otherwise is named by its page, and input that was left is not',
      fault: {
        file: 'modern/hmm-pfns.ts',
        within: 'ofPage',
        right: '(this.hmmPfns.flags($page) & this.mask) | this.defaultFlags',
        wrong: 'this.hmmPfns.flags($page) | this.defaultFlags',
      },
      mm: { entries: [present(0), entry(1, { kind: Kind.pteSwap })] },
      ...{ asks: '.r', range: { mask: Ask.nothing }, finds: ['0 new', '0 new', '1 new'] },
    },
    {
      clause: 'error-is-final',
      because: 'v5.7 has a second word for an error',
      side: 'v5.7',
      fault: {
        file: LEGACY_WALK,
        within: 'pte',
        right: 'return this.putValue($page, this.pfns.format.none, $high);',
        wrong: 'return this.putValue($page, this.pfns.format.special, $high);',
      },
      ...{ mm: { entries: table }, asks: '.', finds: ['0 new'] },
    },
    {
      clause: 'error-is-final',
      because: 'which is not for gaps',
      side: 'v5.7',
      fault: {
        file: LEGACY_WALK,
        within: 'hole',
        right: 'this.pfns.format.error',
        wrong: 'this.pfns.format.special',
      },
      ...{ mm: { vmas: [] }, asks: '.', finds: ['0 new'] },
    },
    {
      clause: 'error-is-final',
      because: 'an ordinary page is no special one',
      fault: {
        file: MODERN_WALK,
        within: 'isSpecial',
        right: '($entry & SPECIAL_BIT) !== 0',
        wrong: '($entry & SPECIAL_BIT) === 0',
      },
      ...{ mm: { entries: [present(0)] }, asks: '.', finds: ['0 new'] },
    },
    {
      clause: 'error-is-final',
      because: 'nor is the zero page',
      fault: {
        file: MODERN_WALK,
        within: 'presentPte',
        right: 'pfnOf($low, $entry) !== image.zeroPfn',
        wrong: 'image.zeroPfn !== 0',
      },
      ...{ mm: { entries: [entry(0, { kind: Kind.ptePresent, special: true }, 1)] }, asks: '.' },
      finds: ['0 new'],
    },
    {
      clause: 'faultable',
      because: 'the first page is tried by itself',
      fault: {
        file: MODERN_WALK,
        within: 'pte',
        right: 'const $need = this.need.ofPage($page, 0);',
        wrong:
          "const $need = this.need.ofPage($page, 0); if ($need !== 'nothing' && this.space.table.kind($2) === Kind.none) return this.stopAt(EFAULT, Ending.impossible, Kind.none, $page, $4);",
      },
      ...{ mm: { entries: table }, asks: '.', finds: ['0 new'] },
    },
    {
      clause: 'faultable',
      because: 'what fails outside the page table is no breach',
      ...{ mm: { entries: table, faultErrors: new Map([[page(0), 'sigbus']]) }, asks: '.' },
      finds: [],
    },
    {
      clause: 'faultable',
      because: 'poison that came later was not reported',
      mm: {
        vmas: [vma(0, 2)],
        entries: [none(0)],
        events: [event(2, { entries: [entry(0, { kind: Kind.pteHwpoison })] })],
      },
      ...{ asks: '.r', finds: [] },
    },
    {
      clause: 'faultable',
      because: 'a page further on is tried by itself',
      fault: {
        file: MODERN_ENDS,
        within: 'faultIn',
        right: '$write && !$vma.write',
        wrong: '!$vma.write',
      },
      mm: {
        vmas: [vma(0, 2), vma(2, 3, 'read')],
        entries: [present(1), entry(2, { kind: Kind.pteSwap })],
      },
      ...{ asks: '...', finds: ['2 new'] },
    },
    {
      clause: 'faultable',
      because: 'the next page is tried by itself where another VMA begins',
      fault: {
        file: MODERN_ENDS,
        within: 'faultIn',
        right: '$write && !$vma.write',
        wrong: '!$vma.write',
      },
      mm: { vmas: [vma(0, 2), vma(2, 4, 'read')], entries: [none(0)] },
      ...{ asks: '...', finds: ['2 new'] },
    },
    {
      clause: 'faultable',
      because: 'of pages that stand in entries of one kind in one VMA, one is tried',
      fault: {
        file: MODERN_WALK,
        within: 'pte',
        right: 'case Kind.pteSwap: return this.faultIn($vma, $at, $end, $need, $entry);',
        wrong:
          'case Kind.pteSwap: if (this.tried) return this.stopAt(EFAULT, Ending.impossible, $entry, $at, $end); this.tried = true; return this.faultIn($vma, $at, $end, $need, $entry);',
      },
      mm: {
        entries: [present(2), ...[0, 1, 3].map((at) => entry(at, { kind: Kind.pteSwap }))],
      },
      ...{ asks: '....', finds: [] },
    },
    {
      clause: 'faultable',
      because: 'pages like one that cannot be faulted cannot be, either',
      mm: {
        entries: [
          entry(1, { kind: Kind.pteSwap }),
          ...[0, 2, 3].map((at) => entry(at, { kind: Kind.pteHwpoison })),
        ],
      },
      ...{ asks: '....', finds: ['0 hwpoison', '2 hwpoison', '3 hwpoison'] },
    },
    {
      clause: 'faultable',
      because: 'a page whose new frame fits into no long is no breach',
      side: 'modern-32',
      mm: { entries: [entry(0, { kind: Kind.pteSwap })], nextPfn: pfn(2 ** 29) },
      ...{ asks: '.', finds: [] },
    },
    {
      clause: 'faultable',
      because: 'a page in an entry of another kind is tried by itself',
      fault: {
        file: MODERN_WALK,
        within: 'pte',
        right: 'case Kind.pteSwap: return this.faultIn($vma, $at, $end, $need, $entry);',
        wrong:
          'case Kind.pteSwap: if ((this.space.pages.addressOf($at) & 0x2000) !== 0) return this.stopAt(EFAULT, Ending.impossible, $entry, $at, $end); return this.faultIn($vma, $at, $end, $need, $entry);',
      },
      mm: {
        entries: [present(1), entry(2, { kind: Kind.pteSwap })],
      },
      ...{ asks: '...', finds: ['2 new'] },
    },
    ...['0', 'WRITE'].map(
      (flags): Case => ({
        clause: 'mapped-is-valid',
        because: `what is no word at all, with the flags ${flags}, another clause reports`,
        fault: {
          file: MODERN_WALK,
          within: 'presentPte',
          right: 'return this.output.putEntry($page, $low, $entry, $flags);',
          wrong: `return this.output.putEntry($page, $low, $entry, ${flags});`,
        },
        ...{ mm: { entries: [present(0, { write: true })] }, asks: '.', finds: [] },
      }),
    ),
    ...(['.r', 'r.'] as const).map(
      (asks): Case => ({
        clause: 'order-of-neighbours',
        because: `a page keeps its frame unless it is faulted on both ways: ${asks}`,
        fault: {
          file: 'modern/vma-walk.ts',
          within: 'putEntry',
          right: 'this.hmmPfns.putEntry($page, $low, $entry, $flags)',
          wrong: 'this.hmmPfns.putEntry($page, $low + $page, $entry, $flags)',
        },
        mm: {
          vmas: [vma(0, 2)],
          entries: [present(asks.indexOf('.'), { write: true }), none(asks.indexOf('r'))],
        },
        ...{ asks, finds: [`${asks.indexOf('.')} rest-of-table`] },
      }),
    ),
    {
      clause: 'order-is-mapped',
      because: 'a huge page without access maps nothing, whatever hugetlb does',
      side: 'modern-6.1',
      fault: {
        file: MODERN_WALK,
        within: 'huge',
        right: 'this.revision.mapOrder && $flags !== 0',
        wrong: 'this.revision.mapOrder',
      },
      mm: {
        vmas: [vma(0, 512)],
        entries: [entry(0, { kind: Kind.pmdHuge, protnone: true }, FRAME, PMD)],
      },
      ...{ asks: '.', finds: ['0 new'] },
    },
    {
      clause: 'order-is-mapped',
      because: 'an empty slot has the order of its huge page',
      ...{ side: 'modern-6.1', mm: emptySlot, asks: '.', finds: ['0 hugetlb-without-access'] },
    },
    {
      clause: 'order-is-mapped',
      because: 'and no other one',
      side: 'modern-6.1',
      fault: {
        file: MODERN_WALK,
        within: 'hugetlbEntry',
        right: 'orderFlags($pages)',
        wrong: 'orderFlags(2 * $pages)',
      },
      ...{ mm: emptySlot, asks: '.', finds: ['0 new'] },
    },
    {
      clause: 'valid-is-accessible',
      because: 'a page without access is writable by no known cause',
      side: 'legacy',
      fault: {
        file: LEGACY_WALK,
        within: 'cpuFlags',
        right: 'return NO_FLAGS;',
        wrong: 'return this.pfns.format.validWrite;',
      },
      ...{ mm: { entries: [present(0, { protnone: true })] }, asks: '.', finds: ['0 new'] },
    },
    {
      clause: 'requested-is-there',
      because: 'the request of a huge page’s first page counts',
      fault: {
        file: MODERN_WALK,
        within: 'hugetlbEntry',
        right: "$need !== 'nothing'",
        wrong: '$3 > $4',
      },
      ...{ mm: emptySlot, asks: 'rr', finds: ['0 new', '1 new'] },
    },
    {
      clause: 'requested-is-there',
      because: 'a read-only hugetlb page is not enough for a write',
      fault: {
        file: MODERN_WALK,
        within: 'hugetlbEntry',
        right: "$need !== 'nothing'",
        wrong: '$3 > $4',
      },
      mm: { vmas: [hugetlb], entries: [entry(0, { kind: Kind.hugetlbPresent }, FRAME, PMD)] },
      ...{ asks: '.rw', finds: ['2 hugetlb-first-page-only'] },
    },
    {
      clause: 'requested-is-there',
      because: 'the owner’s page that is writable is not read-only',
      fault: {
        file: MODERN_WALK,
        within: 'pte',
        right: '($entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE',
        wrong: 'VALID',
      },
      mm: {
        entries: [entry(0, { kind: Kind.pteDevicePrivate, owner: OWNER, write: true }, FRAME)],
      },
      ...{ asks: 'w', range: { owner: OWNER }, finds: ['0 new'] },
    },
    {
      clause: 'requested-is-there',
      because: 'the owner’s page is to be valid at least',
      fault: {
        file: MODERN_WALK,
        within: 'pte',
        right: '($entry & WRITE_BIT) === 0 ? VALID : VALID | WRITE',
        wrong: '($entry & WRITE_BIT) === 0 ? 0 : VALID | WRITE',
      },
      ...{ mm: { entries: [entry(0, { kind: Kind.pteDevicePrivate, owner: OWNER }, FRAME)] } },
      ...{ asks: 'w', range: { owner: OWNER }, finds: ['0 new'] },
    },
    {
      clause: 'own-pages-stay',
      because: 'another thread can take the owner’s page away',
      mm: {
        entries: [entry(0, { kind: Kind.pteDevicePrivate, owner: OWNER }, FRAME)],
        events: [event(1, { entries: [none(0)] })],
      },
      ...{ asks: 'r', range: { owner: OWNER }, finds: [] },
    },
    {
      clause: 'invalid-says-nothing',
      because: 'a word without VALID is none’s or wrong',
      side: 'legacy',
      fault: {
        file: 'legacy/vma-walk.ts',
        within: 'putPage',
        right: 'format.valid.low',
        wrong: '0',
      },
      ...{ mm: { entries: [present(0, { protnone: true })] }, asks: '.', finds: ['0 new'] },
    },
  ]);

  it('of another scenario say nothing of this one', () => {
    const mm = { entries: [entry(0, { kind: Kind.pteSwap })] };
    const one: Case = { clause: 'faultable', because: 'it is tried', mm, asks: '.', finds: [] };
    expect(found(one)).toEqual([]);
    const wrong = 'return this.stopAt(EFAULT, Ending.impossible, $entry, $at, $end);';
    const right = 'return this.faultIn($vma, $at, $end, $need, $entry);';
    const change = (to: string): string => `case Kind.pteSwap: ${to}`;
    const fault = { file: MODERN_WALK, within: 'pte', right: change(right), wrong: change(wrong) };
    expect(found({ ...one, fault })).toEqual(['0 new']);
    expect(found(one)).toEqual([]);
  });
});
