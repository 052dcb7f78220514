// SPDX-License-Identifier: GPL-2.0-or-later
import { handleMmFault } from '../../mm/fault';
import { FaultTrace } from '../../mm/fault-trace';
import { type PageNumber, pageAddress } from '../../mm/units';
import { CpuAccess, CpuPages, vmaAt } from './cpu-pages';
import type { SideRun } from './side-run';

/**
 * How many page faults of one page are done: one that clears a NUMA hint or ends a migration, one
 * that copies.
 */
const FAULTS = 3;

const scratch = new FaultTrace();
const onePage = new CpuPages();

/** Whether a page fault of the CPU, for a page that lies in a VMA, fails now. An experiment. */
export function faultFails(run: SideRun, page: PageNumber, write: boolean): boolean {
  const vma = vmaAt(run, page);
  if (vma === undefined) return false;
  if (run.scenario.mm.faultErrors.has(pageAddress(run.scenario.range.start, page))) return true;
  let fails = false;
  onCopy(run, () => {
    fails = !handleMmFault(run.space, vma, page, write);
  });
  return fails;
}

/**
 * Whether page faults of the CPU make a page accessible, writable if so wished, whoever else would
 * have to do something for that. An experiment: it asks the CPU, and not the side.
 */
export function canBeHad(run: SideRun, page: PageNumber, write: boolean): boolean {
  const vma = vmaAt(run, page);
  if (vma === undefined || run.isUnmappable(vma)) return false;
  const wanted = write ? CpuAccess.write : CpuAccess.read;
  if (run.mayUse(page) >= wanted) return true;
  const { owner, start } = run.scenario.range;
  const at = pageAddress(start, page);
  const taken = { start: at, end: pageAddress(at, 1), owner };
  const isThere = (): boolean => {
    onePage.take(run.space, taken, run.mixedMapsWalked);
    return (onePage.access[0] ?? CpuAccess.nothing) >= wanted;
  };
  let had = false;
  onCopy(run, () => {
    for (let fault = 0; fault < FAULTS && !had; fault++) {
      if (!handleMmFault(run.space, vma, page, write)) break;
      had = isThere();
    }
  });
  return had;
}

/** Runs something on the address space and undoes it; its page faults are in nobody's trace. */
export function onCopy({ space, scenario }: SideRun, experiment: () => void): void {
  const { trace } = space;
  scratch.begin(scenario.range.start);
  space.beginOn(scenario.range.start, scratch);
  space.experiment(experiment);
  space.trace = trace;
}
