// SPDX-License-Identifier: GPL-2.0-or-later
import { type AddressSpaceImage, findVma, type LockDrop, type ThreadEvent } from '../../mm/image';
import type { NoProgressPages } from '../../mm/no-progress';
import type { Address, Pfn } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { changeVmas } from './change-vmas';
import type { Draft } from './draft';
import { drawEntries, somePage } from './interfere';
import { WeightedTable } from './weighted-table';

/** How often page faults and waits of a page do nothing. */
const TIMES = new WeightedTable<number>([
  [1, 6],
  [2, 2],
  [3, 1],
  [Number.POSITIVE_INFINITY, 2],
]);
const LAST_WALK = 3;

/**
 * The scenario with what only documents from version 2 on can hold, besides entries: other threads that change VMAs
 * and files, page faults and waits that do nothing, and page faults that may not drop the mmap lock.
 */
export function withChanges(draft: Draft, scenario: Scenario): Scenario {
  const { random, choices } = draft;
  const { mm, range } = scenario;
  const failing = choices.limits.faultErrors;
  return {
    ...scenario,
    mm: {
      ...mm,
      ...(random.chance(1, 6) ? { events: changingEvents(draft, mm.events) } : {}),
      ...(failing && random.chance(1, 16) ? { noProgress: drawNoProgress(draft) } : {}),
      ...(failing && range.call === undefined && random.chance(1, 24)
        ? { lockDrops: drawDrops(draft) }
        : {}),
    } satisfies AddressSpaceImage,
  };
}

/** Events in the order of walks, of which some change VMAs and files; with another one, if there is room for it. */
function changingEvents(draft: Draft, events: readonly ThreadEvent[]): readonly ThreadEvent[] {
  const { random, choices, vmas } = draft;
  const all = [...events];
  if (all.length < choices.limits.maxEvents && choices.events > 0) {
    const beforeWalk = 1 + random.below(LAST_WALK);
    all.push({ beforeWalk, invalidate: random.chance(1, 2), entries: [] });
  }
  all.sort((one, other) => one.beforeWalk - other.beforeWalk);
  const changing = all.map((event) => changingEvent(draft, event));
  draft.vmas = vmas;
  return changing;
}

/** What is stored stands in the VMAs of that time. */
function changingEvent(draft: Draft, event: ThreadEvent): ThreadEvent {
  const { random } = draft;
  const changed = random.chance(2, 3) ? changeVmas(draft, draft.vmas) : undefined;
  if (changed !== undefined) draft.vmas = [...changed];
  const filePages = random.chance(1, 4) ? drawFilePages(draft) : undefined;
  return {
    ...event,
    entries: event.entries.length > 0 || random.chance(1, 4) ? drawEntries(draft) : [],
    ...(changed === undefined ? {} : { vmas: changed }),
    ...(filePages === undefined ? {} : { filePages }),
  };
}

function drawFilePages(draft: Draft): ReadonlyMap<Address, Pfn> | undefined {
  const pages = new Map<Address, Pfn>();
  for (let count = 1 + draft.random.below(2); count > 0; count--) {
    const at = somePage(draft);
    const vma = draft.vmas[findVma(draft.vmas, at)];
    if (vma?.backing.kind === 'file' && vma.start <= at) pages.set(at, draft.freshFrame());
  }
  return pages.size === 0 ? undefined : pages;
}

function drawNoProgress(draft: Draft): NoProgressPages {
  const pages = new Map<Address, number>();
  for (let count = 1 + draft.random.below(2); count > 0; count--) {
    pages.set(somePage(draft), TIMES.pick(draft.random));
  }
  return pages;
}

function drawDrops(draft: Draft): ReadonlyMap<Address, LockDrop> {
  const result = draft.random.chance(2, 3) ? 'retry' : 'completed';
  return new Map([[somePage(draft), { result, times: Number.POSITIVE_INFINITY }]]);
}
