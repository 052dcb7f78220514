// SPDX-License-Identifier: GPL-2.0-or-later
import { EBUSY } from '../../../mm/errno';
import { StateKind } from '../../../mm/page-states';
import { Ask } from '../../../mm/range';
import { type Address, advance, PAGE_SIZE, type PageNumber, pageAddress } from '../../../mm/units';
import type { OriginName } from '../../compare/origin';
import { variantOf } from '../../scenario/scenario';
import { ATTRIBUTES } from '../../scenario/slots';
import type { Clause, Violation } from '../clause';
import { vmaAt } from '../cpu-pages';
import type { SideRun } from '../side-run';

function neverFaultable(
  cause: string,
  origin: OriginName,
  text: Pick<Violation, 'title' | 'why' | 'driver' | 'matters'>,
): Violation {
  return {
    id: `faultable.${cause}`,
    ...text,
    explains: (run, page) => run.entryName(page) === origin && FAULTED[origin]?.(run) !== true,
  };
}

/** What sides of later releases fault, so that it is rightly none to them. */
const FAULTED: Readonly<Partial<Record<OriginName, (run: SideRun) => boolean>>> = {
  'pte-other-device-private': (run) => run.foreignPrivateFaulted,
  'pte-device-exclusive': (run) => run.exclusiveFaulted,
  'pte-uffd-wp-marker': (run) => run.wpMarkersAreNone,
};

/** "Faultable" pages can be faulted. An experiment: a second call is made on what the first left. */
export const faultable: Clause = {
  id: 'faultable',
  ofUnlocked: 'too',
  judges: 'successes',
  sees: 'what the call left',
  experiment: true,
  // A page that is asked for is there after a success.
  decidedBy: (asked) => (asked.faultsAll ? 'nothing' : 'the call'),
  promise:
    'A page reported as none is faultable: a future call with REQ_FAULT could succeed. (A fault that ' +
    'fails for a reason outside the page table, such as the end of a file, is not a violation.)',
  violations: [
    neverFaultable('hwpoison', 'pte-hwpoison', {
      title: 'a poisoned page is reported as none, which means faultable, but can never be faulted',
      why:
        'A PTE that is not present and not requested is none, before its kind is checked. With a request ' +
        'the same entry is -EFAULT. The documentation promises ERROR for poisoned pages.',
      driver:
        'It mistakes the page for untouched memory, requests it when the device touches it, and gets ' +
        '-EFAULT; a driver that prefetches pages that are "none" makes the whole call fail.',
      matters:
        'After a memory error: a snapshot does not show the poison, only the next fault does.',
    }),
    neverFaultable('other-device-private', 'pte-other-device-private', {
      title: 'another owner’s device-private page is reported as none, but requesting it fails',
      why:
        'A private page of another device is not present, so without a request it is none; with one it ' +
        'is -EFAULT, although an ordinary page fault by the CPU would bring it back.',
      driver:
        'Two devices that share a process cannot mirror each other’s pages: the second one sees ' +
        'untouched memory, and its requests fail until the CPU happens to touch the page, or a fault ' +
        'for an earlier page faults it too (see order-of-neighbours).',
      matters:
        'With two devices of different owners in one process. Later kernels fault such pages.',
    }),
    {
      newer: true,
      ...neverFaultable('device-exclusive', 'pte-device-exclusive', {
        title: 'a device-exclusive page is reported as none, but requesting it fails up to 5.13',
        why:
          'A PTE that is not present and not requested is none, before its kind is checked. With a request ' +
          'it is -EFAULT to a kernel that does not know the kind.',
        driver: 'It mistakes the page for untouched memory, and cannot have it.',
        matters:
          'To who takes device-exclusive pages to such a kernel: none of these releases makes any itself.',
      }),
    },
    {
      newer: true,
      ...neverFaultable('uffd-wp-marker', 'pte-uffd-wp-marker', {
        title:
          'a page with a uffd-wp marker is reported as none, but requesting it fails up to 5.18',
        why:
          'A PTE that is not present and not requested is none, before its kind is checked. With a request ' +
          'it is -EFAULT to a kernel that does not know the kind.',
        driver: 'It mistakes the page for untouched memory, and cannot have it.',
        matters: 'To who takes markers to such a kernel: none of these releases makes any itself.',
      }),
    },
    {
      newer: true,
      ...neverFaultable('poison-marker', 'pte-poison-marker', {
        title: 'a page with a poison marker is reported as none, but can never be faulted',
        why:
          'A marker that is not requested is none, as an empty slot and any other entry that is not present. With a ' +
          'request the call fails: in a page fault from 5.19 to 6.18, at once otherwise.',
        driver: 'As for a poisoned page: it mistakes the page for untouched memory.',
        matters:
          'After data of a swapped page were lost, or a process asked for it (UFFDIO_POISON).',
      }),
    },
    {
      newer: true,
      ...neverFaultable('guard-marker', 'pte-guard-marker', {
        title: 'a guard page is reported as none, but can never be faulted',
        why:
          'A marker that is not requested is none, as an empty slot and any other entry that is not present. With a ' +
          'request the call fails: in a page fault up to 6.18, at once since 6.19.',
        driver:
          'A driver that prefetches the pages around a fault takes the guard page of a stack or heap for untouched ' +
          'memory, and its whole call fails.',
        matters: 'With allocators that make guard pages this way (MADV_GUARD_INSTALL, since 6.13).',
      }),
    },
    neverFaultable('hugetlb-hwpoison', 'hugetlb-hwpoison', {
      title: 'a poisoned hugetlb page can be reported as none, but can never be faulted',
      why:
        'The hugetlb callback reports the bits in the pfn field of an entry that is not present. If they ' +
        'are 0 and the page was not requested, the word of the fixed format is 0: none.',
      driver:
        'As for a poisoned page of 4 KiB: the next request fails with -EFAULT, and so does every later one.',
      matters: 'Only where those bits are 0; otherwise the word is a pfn without flags.',
    }),
  ],
  suspects: ({ state }) => state === StateKind.none,
  check(run, breach) {
    const { record, scenario, side } = run;
    const { kinds } = side.states;
    let tried = 0;
    for (let page = 0; page < record.pages; page++) {
      if (kinds[page] !== StateKind.none) continue;
      // What another thread changed behind the call's back is not what the call reported.
      if (run.changedMeanwhile(page)) continue;
      const at = pageAddress(scenario.range.start, page);
      if (scenario.mm.faultErrors.has(at) || scenario.mm.lockDrops?.has(at)) continue;
      const attributes = (run.cpu.highs[page] ?? 0) & ATTRIBUTES;
      let trial = 0;
      while (trial < tried && !isTrialOf(TRIALS[trial], attributes, at)) trial++;
      if (trial === tried) TRIALS[tried++] = tryPage(run, page, attributes);
      if (TRIALS[trial]?.succeeds !== true) breach(page);
    }
  },
};

/** What came of the future call for a page: the same comes of it for all pages that are like it. */
interface Trial {
  readonly attributes: number;
  /** Where the VMA of the page ends. */
  readonly end: Address;
  readonly succeeds: boolean;
}

/** Those of one scenario; kept, as most scenarios have some. */
const TRIALS: Trial[] = [];

/** Whether a page stands in an entry of the same kind in the same VMA as the one that was tried, which comes before it. */
function isTrialOf(trial: Trial | undefined, attributes: number, at: Address): boolean {
  return trial?.attributes === attributes && at < trial.end;
}

function tryPage(run: SideRun, page: PageNumber, attributes: number): Trial {
  const at = pageAddress(run.scenario.range.start, page);
  return { attributes, end: vmaAt(run, page)?.end ?? at, succeeds: canBeFaulted(run, at) };
}

/** Makes the future call: a read request for this page alone, on what the first call left. */
function canBeFaulted(run: SideRun, start: Address): boolean {
  const { laboratory, scenario } = run;
  const { mask, owner } = scenario.range;
  const end = advance(start, PAGE_SIZE);
  const range = { start, end, defaults: Ask.read, mask, asks: ONE_PAGE, owner };
  if (!run.experimentHere(variantOf(scenario, range))) return true;
  // A fault that migrates or copies makes its own sequence stale; the attempt after it succeeds.
  return laboratory.record.ret === 0 || laboratory.record.ret === EBUSY;
}

const ONE_PAGE = Uint8Array.of(Ask.nothing);
