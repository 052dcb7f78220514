// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { StateKind } from '../../../mm/page-states';
import { Ask } from '../../../mm/range';
import {
  PAGE_SIZE,
  type PageNumber,
  PMD_SIZE,
  pageAddress,
  pagesBetween,
  slotStart,
} from '../../../mm/units';
import { ORDER_BITS } from '../../../modern/format';
import { isHugetlb } from '../../compare/origin';
import { hasChange, isModern, pfnRoomOf, type SideName, wordLayoutOf } from '../../run/side-names';
import { isAmong, kindsThat } from '../../scenario/entry-kinds';
import { formatOf } from '../../scenario/scenario';
import type { Clause } from '../clause';
import { CpuAccess, vmaAt } from '../cpu-pages';
import { pieceOf } from '../entry-requests';
import { sizeOf } from '../piece';
import type { SideRun } from '../side-run';

/** Of which frame a side puts the pfn into a page's word: the entry’s for this page, if nothing is known of it. */
function frameOfPiece(run: SideRun, page: PageNumber): number {
  const frame = run.cpu.pfns[page] ?? 0;
  if (!run.privatePmdsReported || run.entryName(page) !== 'pmd-own-device-private') return frame;
  // hmm_vma_handle_absent_pmd() counts from the start of the piece: pfn-is-mapped.own-private-pmd.
  const start = pageAddress(run.scenario.range.start, pieceOf(run, page).first);
  return frame - pagesBetween(slotStart(start, PMD_SIZE), start);
}

/** How many pfns there is room for below the map order of a side's words, and how many orders. */
export function fieldOf({ side }: SideRun): { readonly pfns: number; readonly orders: number } {
  const room = pfnRoomOf(side.name);
  return room === undefined
    ? { pfns: Number.POSITIVE_INFINITY, orders: 1 }
    : { pfns: 2 ** room, orders: 2 ** ORDER_BITS };
}

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

/** The order is that of the CPU's mapping. */
export const orderIsMapped: Clause = {
  id: 'order-is-mapped',
  ofUnlocked: 'too',
  sees: 'what the call left',
  sides: (name) => hasChange(name, 'mapOrder'),
  promise:
    'Since 5.9, the word of a page that is mapped by a PMD, a PUD or a hugetlb entry contains the order ' +
    'of that mapping; any other word has order 0.',
  violations: [
    {
      id: 'order-is-mapped.hugetlb-without-access',
      title: 'a hugetlb slot reports its order even where it maps nothing',
      why:
        'The hugetlb callback adds the order of the huge page to the flags whatever the entry is; the ' +
        'callbacks for PMD and PUD add it only together with VALID.',
      driver:
        'None on one that tests VALID first. One that compares a word with 0 to see whether anything is ' +
        'known about the page mistakes untouched memory for a page.',
      matters: 'In snapshots of hugetlb memory that is partly touched, migrating or poisoned.',
      explains: (run, page) => {
        const high = run.cpu.highs[page] ?? 0;
        if (!isHugetlb(high) || run.mayUse(page) !== CpuAccess.nothing) return false;
        return run.side.mapOrder(page) === withFrame(run, page, orderOf(run, page));
      },
    },
    {
      id: 'order-is-mapped.pfn-runs-into',
      since: 'mapOrder',
      narrow: true,
      title: 'with a 32-bit long, the bits of a large pfn are part of the map order',
      why:
        'The pfn is put into the word with OR, and nothing looks how large it is: from 5.9 on its bits from 24 on, ' +
        'since 6.16 those from 21 on are read as the order.',
      driver:
        'hmm_pfn_to_map_order() says an order that no mapping has. A driver that maps as many pages at once maps ' +
        'what the process does not have.',
      matters:
        'Since 6.16, on 32-bit machines with memory from 8 GiB up; before, from 64 GiB up, which x86 cannot have.',
      explains: (run, page) =>
        frameOfPiece(run, page) >= fieldOf(run).pfns &&
        run.side.mapOrder(page) === withFrame(run, page, orderDue(run, page)),
    },
  ],
  suspects: 'any call',
  check(run, breach) {
    for (let page = 0; page < run.record.stoppedAt; page++) {
      const order = orderDue(run, page);
      if (run.side.mapOrder(page) !== order && !run.changedMeanwhile(page)) breach(page);
    }
  },
};

/** The order that the word of a page is to have. */
function orderDue(run: SideRun, page: PageNumber): number {
  // What is an error although it is mapped, mapped-is-valid reports.
  const isError = run.side.states.kinds[page] === StateKind.error;
  return isError || run.mayUse(page) === CpuAccess.nothing ? 0 : orderOf(run, page);
}

/** An order, with the bits of the page's frame that run into its field. */
function withFrame(run: SideRun, page: PageNumber, order: number): number {
  const { pfns, orders } = fieldOf(run);
  return order | (Math.floor(frameOfPiece(run, page) / pfns) % orders);
}

/** The order of a page's entry: of a PTE 0. */
function orderOf(run: SideRun, page: PageNumber): number {
  const vma = vmaAt(run, page);
  return vma === undefined ? 0 : Math.log2(sizeOf(run.cpu.highs[page] ?? 0, vma) / PAGE_SIZE);
}

/** The DMA flags of a word are the driver's own. */
export const carriedFlagsStay: Clause = {
  id: 'carried-flags-stay',
  ofUnlocked: 'too',
  sees: 'what the call left',
  sides: (name) => carriedOf(name) !== 0n,
  promise:
    'Since 6.16, the flags HMM_PFN_DMA_MAPPED, P2PDMA and P2PDMA_BUS of a word are what they were before the ' +
    'call, whatever is reported; with a 32-bit long, bits of a large pfn may be set beside them.',
  violations: [],
  suspects: 'any call',
  check({ side, scenario, record }, breach) {
    const { words, wordsPerPage } = side;
    const { asks } = scenario.range;
    // In the word of 32 bits that holds a page's flags.
    const carried = Number(carriedOf(side.name) >> BigInt(32 * (wordsPerPage - 1)));
    for (let page = 0; page < record.pages; page++) {
      const got = (words[wordsPerPage * (page + 1) - 1] ?? 0) & carried;
      const due = asks[page] === Ask.all ? carried : 0;
      if (wordsPerPage === 1 ? (due & ~got) !== 0 : due !== got) breach(page);
    }
  },
};

/** The flags that a side's words carry through; 0 where there are none. */
function carriedOf(name: SideName): bigint {
  return isModern(name) ? wordLayoutOf(name).carried : 0n;
}
