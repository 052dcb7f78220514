// SPDX-License-Identifier: GPL-2.0-or-later
import { handleMmFault } from '../../mm/fault';
import { Ending } from '../../mm/range-record';
import { pageAddress } from '../run/slots';
import { onCopy } from './cpu-fault';
import { CpuPages } from './cpu-pages';
import type { SideRun } from './side-run';
import { vmaAt } from './vma-at';

const before = new CpuPages();
const after = new CpuPages();

/**
 * Whether the page faults of a call, done again in order on what it found, are what the call did:
 * nothing else changed entries meanwhile, neither another thread nor a migration that was waited for.
 */
export function canBeReplayed({ othersStored, record }: SideRun): boolean {
  return !othersStored && record.walkEnds().every(({ ending }) => ending !== Ending.waited);
}

/**
 * The pages whose page fault invalidated the range, in order. An experiment on what the call found:
 * the side says which faults it made, and nothing of what they did.
 */
export function invalidatingPages(run: SideRun): readonly number[] {
  const found: number[] = [];
  replay(run, (page, fault) => {
    run.space.stale = false;
    fault();
    if (run.space.stale) found.push(page);
  });
  return found;
}

/** The first page of each row of the trace whose entry its page fault changed; likewise. */
export function changedPages(run: SideRun): readonly number[] {
  const found: number[] = [];
  let done = -1;
  replay(run, (page, fault, row) => {
    if (row === done) return fault();
    const { owner, start } = run.scenario.range;
    const at = pageAddress(start, page);
    const taken = { start: at, end: pageAddress(at, 1), owner };
    before.take(run.space, taken, run.mixedMapsWalked);
    fault();
    after.take(run.space, taken, run.mixedMapsWalked);
    // What a page fault does to an entry always shows in its kind or its attributes.
    if (before.highs[0] === after.highs[0]) return;
    done = row;
    found.push(page);
  });
  return found;
}

/** Does the page faults of a call again, one by one, and undoes all of them. */
function replay(run: SideRun, visit: (page: number, fault: () => void, row: number) => void): void {
  const { faults } = run.record;
  onCopy(run, () => {
    for (let row = 0; row < faults.rows; row++) {
      const { at, pages, write } = faults.row(row);
      for (let index = 0; index < pages; index++) {
        const page = run.pageAt(at) + index;
        const vma = vmaAt(run.scenario, page);
        if (vma === undefined) continue;
        const address = pageAddress(at, index);
        visit(page, () => handleMmFault(run.space, vma, address, write), row);
      }
    }
  });
}
