// SPDX-License-Identifier: GPL-2.0-or-later
import { handleMmFault } from '../../mm/fault';
import { Ending } from '../../mm/range-record';
import type { PageNumber } from '../../mm/units';
import { onCopy } from './cpu-fault';
import { vmaAt } from './cpu-pages';
import type { SideRun } from './side-run';

/**
 * Whether the page faults of a call, done again in order on what it found, are what the call did:
 * nothing else changed entries meanwhile, neither another thread nor a migration that was waited for, and
 * each fault did something.
 */
export function canBeReplayed({ othersStored, scenario, record }: SideRun): boolean {
  if (othersStored || scenario.mm.noProgress !== undefined) return false;
  return record.walkEnds().every(({ ending }) => ending !== Ending.waited);
}

/**
 * The pages whose page fault invalidated the range, in order. An experiment on what the call found:
 * the side says which faults it made, and nothing of what they did.
 */
export function invalidatingPages(run: SideRun): readonly number[] {
  return replay(run, 'invalidates');
}

/** The first page of each row of the trace whose entry its page fault changed; likewise. */
export function changedPages(run: SideRun): readonly number[] {
  return replay(run, 'is the first of its row that changes an entry');
}

/** Does the page faults of a call again, one by one, and undoes them. @returns those that do this. */
function replay(
  run: SideRun,
  does: 'invalidates' | 'is the first of its row that changes an entry',
): readonly number[] {
  const found: number[] = [];
  onCopy(run, () => {
    const { faults } = run.record;
    for (let row = 0; row < faults.rows; row++) {
      const { first, pages, write } = faults.row(row);
      let isChanged = false;
      for (let page = first; page < first + pages; page++) {
        const effect = faultAgain(run, page, write);
        if (does === 'invalidates' && effect.invalidated) found.push(page);
        if (does !== 'invalidates' && effect.changed && !isChanged) found.push(page);
        isChanged ||= effect.changed;
      }
    }
  });
  return found;
}

interface Effect {
  readonly changed: boolean;
  readonly invalidated: boolean;
}

/** What the page fault of a page does now; outside any VMA, where none is possible, nothing. */
function faultAgain(run: SideRun, page: PageNumber, write: boolean): Effect {
  const { space } = run;
  const vma = vmaAt(run, page);
  if (vma === undefined) return { changed: false, invalidated: false };
  const mark = space.table.mark();
  space.stale = false;
  handleMmFault(space, vma, page, write);
  return { changed: space.table.mark() !== mark, invalidated: space.stale };
}
