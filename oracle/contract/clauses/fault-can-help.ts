// SPDX-License-Identifier: GPL-2.0-or-later
import { Kind, kindOf } from '../../../mm/entry';
import { Ending } from '../../../mm/range-record';
import { isAmong, kindsThat } from '../../scenario/entry-kinds';
import type { Clause } from '../clause';

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
