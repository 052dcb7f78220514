// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultRun, WalkEnding } from '../../../oracle/explain/explanation';
import type { EntryDocument } from '../../../oracle/scenario/schema';
import { TIE } from '../style';
import { attributesText, endAfter, extentText } from './names';

/** Which page needs which fault. */
export function needText({ page, need }: WalkEnding): string {
  return `but page${TIE}${page} needs a ${need}${TIE}fault`;
}

/** How a walk ended early: what was done about the needed fault. */
export function endingLines(end: WalkEnding): readonly string[] {
  const faults = [
    `handle_mm_fault for ${extentText(end.start, end.end)}, ${kind(end)}`,
    ...faultLines(end),
  ];
  switch (end.how) {
    case 'faulted':
      return [...faults, RETRY];
    case 'lock-dropped':
      return [...faults, 'the last fault dropped the mmap lock: all begins again'];
    case 'fault-failed':
      return [...faults, `a fault failed, which is ${failureText(end)}`];
    case 'waited':
      return ['waits until the migration is done: present, same pfn', RETRY];
    case 'denied':
      return ['the VMA is not writable, which is -EPERM'];
    case 'impossible':
      return ['no page fault can help, which is -EFAULT'];
  }
}

/** Every side's walk is the same; only the errno depends on the release. */
function failureText({ faults }: WalkEnding): string {
  return faults.at(-1)?.error === 'oom' ? '-EFAULT, since 7.3 -ENOMEM' : '-EFAULT';
}

const RETRY = 'walk again from there';

function kind({ faults }: WalkEnding): string {
  return faults[0]?.write === true ? 'all for writing' : 'all for reading';
}

function faultLines({ faults }: WalkEnding): readonly string[] {
  return faults.map((run) => {
    const place = run.pages === 1 ? run.at : extentText(run.at, endAfter(run.at, run.pages));
    const stale = run.invalidates ? ', which invalidates the range' : '';
    return `  ${place}: rule ${run.rule}, ${effectText(run)}${stale}`;
  });
}

/** What a fault did, by the rule of model.md that decided it. */
export function effectText(run: FaultRun): string {
  const frame = pfnText(run);
  switch (run.rule) {
    case 1:
      return `fails: ${run.error ?? 'fault error'}`;
    case 2:
      return `a huge page is allocated${frame}`;
    case 3:
      return `the migrating huge page is in place${frame}`;
    case 4:
    case 15:
      return 'fails: the page is poisoned';
    case 5:
    case 16:
      return 'protnone is cleared';
    case 6:
    case 17:
      return run.invalidates ? `copied${frame}` : 'made writable';
    case 7:
    case 8:
      return changeText(run);
    case 9:
      return `the migrating huge page is in place${frame}`;
    case 10:
      return `fails: ${run.before.level} ${run.before.is}`;
    case 11:
      return newPageText(run);
    case 12:
      return `swapped in${frame}`;
    case 13:
      // Where pages migrate to is not in a row, unlike what a fault allocates.
      return `the migrating page is in place${run.pages === 1 ? frame : ''}`;
    case 14:
      return `migrates back from the device${frame}`;
    case 19:
      return `the huge page migrates back from the device${frame}`;
    case 20:
      return `the device gives the page back${frame}`;
    case 21:
      return 'comes back without having done anything';
    case 22:
      return 'the marker is cleared';
    case 23:
      return 'fails: the data of the page are lost';
    case 24:
      return 'fails: it is a guard page';
    default:
      return `nothing to do: ${describe(run.before)}`;
  }
}

function describe(entry: EntryDocument): string {
  return `${entry.level} ${entry.is} ${attributesText(entry)}`.trimEnd();
}

/** Rules 7 and 8, on mappings of 2 MiB and 1 GiB. */
function changeText({ before, after }: FaultRun): string {
  if ('protnone' in before && before.protnone === true) return 'protnone is cleared';
  const made = 'write' in after && after.write === true && 'write' in before && !before.write;
  return made ? 'made writable' : 'nothing to do';
}

/** Rule 11: only the zero page is special. */
function newPageText(run: FaultRun): string {
  const { after } = run;
  if ('special' in after && after.special === true) return 'the zero page is mapped';
  return `mapped${pfnText(run)}`;
}

function pfnText({ after, pages }: FaultRun): string {
  if (!('pfn' in after)) return '';
  const rights = 'write' in after ? (after.write === true ? ' write' : ' read-only') : '';
  return ` as pfn ${after.pfn}${rights}${pages > 1 ? ' and on' : ''}`;
}
