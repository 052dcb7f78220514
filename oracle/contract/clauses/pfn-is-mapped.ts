// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { StateKind } from '../../../mm/page-states';
import { isModern } from '../../run/side-names';
import { isAmong, kindsThat } from '../../scenario/entry-kinds';
import { formatOf } from '../../scenario/scenario';
import type { Clause } from '../clause';
import { fieldOf, frameOfPiece } from '../reported-frame';
import type { SideRun } from '../side-run';

/** The frame is the CPU's. */
export const pfnIsMapped: Clause = {
  id: 'pfn-is-mapped',
  ofUnlocked: 'too',
  sees: 'what the call left',
  promise:
    'The pfn of a word is the one that the entry in the CPU’s page table has for this page when the ' +
    'call is over: in a huge mapping, counted from the start of its slot; for an empty hugetlb slot, ' +
    'the index of the page in it.',
  violations: [
    {
      id: 'pfn-is-mapped.own-private-pmd',
      since: 'privatePmdsReported',
      newer: true,
      title:
        'a range that starts inside the owner’s device-private huge page gets the pfns of the page’s start',
      why:
        'hmm_vma_handle_absent_pmd() counts pfns from that of the entry, for the first page of the piece ' +
        'that it was given: it does not add the offset of the piece into the huge page, as ' +
        'hmm_vma_handle_pmd() does with ((addr & ~PMD_MASK) >> PAGE_SHIFT).',
      driver:
        'It maps other pages of its own memory than the process has at these addresses: wrong data is ' +
        'read, and what the device writes is lost or overwrites something else.',
      matters:
        'Since 6.18, to every driver that sets an owner and whose windows do not begin at multiples of ' +
        '2 MiB; and where a VMA begins inside such a page.',
      explains(run, page) {
        const frame = frameOfPiece(run, page);
        const isFromItsStart = frame !== run.cpu.pfns[page];
        return isFromItsStart && run.side.states.pfn(page) === frame % fieldOf(run).pfns;
      },
    },
    {
      id: 'pfn-is-mapped.runs-into-order',
      since: 'mapOrder',
      narrow: true,
      title:
        'with a 32-bit long, a large pfn loses the bits that run into the map order and the flags above it',
      why:
        'The pfn is put into the word with OR, from bit 0 on, and nothing looks how large it is. The order stands at ' +
        'bits 24–28 since 5.9, at bits 21–25 since 6.16, where the flags of DMA mappings follow at bits 26–28; ' +
        'hmm_pfn_to_page() takes what is below the order as the pfn.',
      driver:
        'It maps another page than the process has there: one of the first 8 GiB of memory (of the first 64 GiB up to 6.15).',
      matters:
        'Since 6.16, on 32-bit machines with memory from 8 GiB up, which x86 with PAE and Arm with LPAE can have; ' +
        'before, from 64 GiB up, which x86 cannot.',
      explains(run, page) {
        const frame = frameOfPiece(run, page);
        const room = fieldOf(run).pfns;
        return frame >= room && run.side.states.pfn(page) === frame % room;
      },
    },
  ],
  suspects: ({ state, hasFrameOfEntry }) => !hasFrameOfEntry && hasPfn(state),
  check(run, breach) {
    const { side, record, cpu } = run;
    const { kinds } = side.states;
    for (let page = 0; page < record.stoppedAt; page++) {
      if (!hasPfn(kinds[page])) continue;
      const frame = cpu.pfns[page] ?? 0;
      const reported = side.states.pfn(page);
      // Only formats with few bits for the pfn lose some of it: the exact one is there mostly.
      if (reported === frame || reported === frame % 2 ** pfnBits(run)) continue;
      if (hasFrame(cpu.highs[page] ?? 0) && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

/** Whether the word of such a page has a pfn. */
function hasPfn(state: number | undefined): boolean {
  return state === StateKind.read || state === StateKind.write || state === StateKind.stray;
}

/** The bits of a word above the flags; higher ones of a pfn are lost there. */
function pfnBits({ side, scenario }: SideRun): number {
  return isModern(side.name) ? 64 : 64 - formatOf(scenario).pfnShift;
}

const FRAMED = kindsThat(({ fields, kind }) => fields.includes('pfn') || kind === Kind.hugetlbNone);

/**
 * Whether such an entry has a pfn field, or is an empty hugetlb slot; others are covered by
 * `valid-is-accessible`.
 */
function hasFrame(high: number): boolean {
  return isAmong(FRAMED, kindOf(high));
}
