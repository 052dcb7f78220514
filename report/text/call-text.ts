// SPDX-License-Identifier: GPL-2.0-or-later
import { isReadEvent } from '../../oracle/scenario/document';
import type {
  EventDocument,
  ReadEventDocument,
  ScenarioDocument,
  VmaDocument,
} from '../../oracle/scenario/schema';

/** How many pages are shown whose faults drop the mmap lock. */
const DROPS_SHOWN = 24;

/** What is said of a call that is not `hmm_range_fault()`, a line each: its timeout, lock drops, and faults that do nothing. */
export function callLines({ call, timeout = 0, mm }: ScenarioDocument): readonly string[] {
  const limit = timeout === 0 ? 'no timeout' : `timeout ${jiffiesText(timeout)}`;
  const drops = Object.entries(mm.lockDrops ?? {});
  const shown = drops.slice(0, DROPS_SHOWN).map(([at, { result, times }]) => {
    return `drops  ${at} the mmap lock in ${timesText(times)}: ${result}`;
  });
  const more = drops.length - shown.length;
  return [
    ...(call === undefined ? [] : [`call   hmm_range_fault_unlocked_timeout(), ${limit}`]),
    ...shown,
    ...(more > 0 ? [`       … and ${more} more`] : []),
    ...noProgressLines(mm),
  ];
}

function noProgressLines({ noProgress = {} }: ScenarioDocument['mm']): readonly string[] {
  const pages = Object.entries(noProgress);
  const more = pages.length - DROPS_SHOWN;
  return [
    ...pages.slice(0, DROPS_SHOWN).map(([at, { times }]) => {
      const which = timesText(times, 'fault or wait', 'faults or waits');
      return `idle   ${at} does nothing in ${which}`;
    }),
    ...(more > 0 ? [`       … and ${more} more`] : []),
  ];
}

/** What other threads do to VMAs and files, in the words of the document. */
export function changeParts(
  event: EventDocument | ReadEventDocument,
  vmaText: (vma: VmaDocument, index: number) => string,
): readonly string[] {
  if (isReadEvent(event)) return [];
  const { vmas, filePages = {} } = event;
  const pages = Object.entries(filePages);
  const text = vmas?.slice(0, DROPS_SHOWN).map(vmaText).join(', ') ?? '';
  const more = (vmas?.length ?? 0) > DROPS_SHOWN ? ', …' : '';
  return [
    ...(vmas === undefined ? [] : [text === '' ? 'no VMA any more' : `VMAs ${text}${more}`]),
    ...pages.slice(0, DROPS_SHOWN).map(([at, frame]) => `file page of ${at} is pfn ${frame}`),
    ...(pages.length > DROPS_SHOWN ? [`${pages.length - DROPS_SHOWN} more pages of files`] : []),
  ];
}

/** What of an event only such a call looks at. */
export function timeParts(event: EventDocument | ReadEventDocument): readonly string[] {
  if (isReadEvent(event)) return [];
  const { elapsed, killed } = event;
  return [
    ...(elapsed === undefined ? [] : [`${jiffiesText(elapsed)} later`]),
    ...(killed === true ? ['a fatal signal'] : []),
  ];
}

function jiffiesText(jiffies: number): string {
  return jiffies === 1 ? '1 jiffy' : `${jiffies} jiffies`;
}

function timesText(
  times: number | undefined,
  what = 'page fault',
  several = 'page faults',
): string {
  if (times === undefined) return `each ${what}`;
  return times === 1 ? `the first ${what}` : `the first ${times} ${several}`;
}
