// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { isPageFailure } from '../../../mm/errno';
import type { Vma } from '../../../mm/image';
import { Ending } from '../../../mm/range-record';
import { type PageNumber, pageAddress } from '../../../mm/units';
import { isAmong, kindsThat } from '../../scenario/entry-kinds';
import type { Clause } from '../clause';
import { CpuAccess, forVmasOnceAt, vmaAt } from '../cpu-pages';
import type { SideRun } from '../side-run';

/** Page faults are made only where the process itself may cause them. */
export const faultIsPermitted: Clause = {
  id: 'fault-is-permitted',
  ofUnlocked: 'too',
  ofOutcome: true,
  judges: 'page faults',
  promise:
    'A page fault is made only for pages of the range that lie in a VMA which range faults map, and a ' +
    'write fault only where the VMA is writable.',
  violations: [],
  suspects: 'any call',
  check(run, breach) {
    const { faults } = run.record;
    for (let row = 0; row < faults.rows; row++) {
      const { first, pages, write } = faults.row(row);
      for (let page = first; page < first + pages; ) {
        const vma = isInRange(run, page) ? vmaAt(run, page) : undefined;
        if (!isPermitted(run, vma, write) && !wasPermitted(run, page, write)) breach(page);
        // What holds for a page holds for all of its VMA, as long as that stays.
        page = vma === undefined || run.othersStored ? page + 1 : run.pageAt(vma.end);
      }
    }
  },
};

function isInRange({ record }: SideRun, page: PageNumber): boolean {
  return page >= 0 && page < record.pages;
}

function isPermitted(run: SideRun, vma: Vma | undefined, write: boolean): boolean {
  return vma !== undefined && !run.isUnmappable(vma) && (!write || vma.write);
}

/** Whether a VMA let the page be faulted that was there for a while: when a fault came, nobody notes. */
function wasPermitted(run: SideRun, page: PageNumber, write: boolean): boolean {
  if (!isInRange(run, page)) return false;
  let was = false;
  forVmasOnceAt(run, pageAddress(run.scenario.range.start, page), (vma) => {
    was ||= isPermitted(run, vma, write);
  });
  return was;
}

/** Nothing is faulted that was already accessible as requested. */
export const faultIsNeeded: Clause = {
  id: 'fault-is-needed',
  ofOutcome: true,
  judges: 'page faults',
  promise:
    'Page faults are made for a row of pages only if one of them was requested and was not accessible ' +
    'as requested when the call began. (Not checked if other threads stored entries.)',
  violations: [],
  suspects: 'any call',
  check(run, breach) {
    const { faults, ret } = run.record;
    if (run.othersStored) return;
    // A fault that fails cuts its row off, perhaps before the page that needed it.
    const rows = isPageFailure(ret) ? faults.rows - 1 : faults.rows;
    for (let row = 0; row < rows; row++) {
      const { first, pages } = faults.row(row);
      if (!someLacks(run, first, first + pages)) breach(first);
    }
  },
};

function someLacks(run: SideRun, first: PageNumber, stop: PageNumber): boolean {
  for (let page = first; page < stop; page++) {
    if (!run.asksFault(page)) continue;
    if (run.mayUse(page) < (run.asksWrite(page) ? CpuAccess.write : CpuAccess.read)) return true;
  }
  return false;
}

/** No page fault is attempted where the page table itself shows that it cannot help. */
export const faultCanHelp: Clause = {
  id: 'fault-can-help',
  ofUnlocked: 'too',
  ofOutcome: true,
  promise:
    'Page faults begin at an entry that a page fault can change, not at a poisoned page or a corrupt ' +
    'page table entry: those are -EFAULT at once. (Hugetlb pages are faulted whatever the entry is; ' +
    'not checked if other threads stored entries.)',
  violations: [
    {
      id: 'fault-can-help.other-marker',
      newer: true,
      since: 'otherMarkersAreNone',
      title: 'a poison or guard marker is faulted from 5.19 to 6.18, although that cannot help',
      why:
        'The walk asks no more than whether an entry is a marker, and takes any for an empty slot. The page fault then ' +
        'fails: the data are lost, or the page is a guard.',
      driver: 'None: the call fails with -EFAULT either way.',
      matters: 'It only costs time.',
      explains({ otherMarkersFaulted, cpu }, page) {
        const kind = kindOf(cpu.highs[page] ?? 0);
        return otherMarkersFaulted && OTHER_MARKERS.some((marker) => marker === kind);
      },
    },
  ],
  suspects: 'any call',
  check(run, breach) {
    const ends = run.record.walkEnds();
    if (ends.length === 0 || run.othersStored) return;
    for (const { ending, first } of ends) {
      if (ending !== Ending.faulted && ending !== Ending.faultFailed) continue;
      if (isAmong(BEYOND_HELP, kindOf(run.cpu.highs[first] ?? 0))) breach(first);
    }
  },
};

/** Markers that stand for no empty slot. */
const OTHER_MARKERS: readonly Kind[] = [Kind.ptePoisonMarker, Kind.pteGuardMarker];
/** Entries on which `handle_mm_fault` fails, whatever the access (model.md, rules 10, 15, 23 and 24). */
const BEYOND_HELP = kindsThat(({ fault, callback }) => fault === 'fails' && callback !== 'hugetlb');
