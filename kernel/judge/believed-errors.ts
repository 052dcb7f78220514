// SPDX-License-Identifier: GPL-2.0-or-later
import { address, PAGE_SIZE } from '../../mm/units';
import { hex } from '../../oracle/scenario/json';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import type { ResultReport } from '../capture/schema';
import type { FaultErrors } from './scenario';
import { pagesWith } from './slots';

/*
 * Page faults that failed for a reason which stands in no page table: there the kernel is believed.
 */

/** What is tried of a report, the simplest first: a page fault is believed to have failed only if it did. */
export function believedErrors(report: ResultReport): readonly (FaultErrors | undefined)[] {
  const failed = failedFault(report);
  return failed === undefined ? [undefined] : [undefined, failed];
}

const RESULT_BITS = [
  [0x1n, 'oom'],
  [0x2n, 'sigbus'],
  [0x40n, 'sigsegv'],
  [0x10n, 'hwpoison'],
  [0x20n, 'hwpoison'],
] as const;

/**
 * The page whose fault failed last in the kernel, as a document says it. What stands in the page
 * table is for the rules to say: poison there explains nothing that lies outside.
 */
function failedFault(report: ResultReport): FaultErrors | undefined {
  const { ret, faults, faultResult, before } = report;
  const last = faults.at(-1);
  if (ret !== -14 || faultResult === undefined || last === undefined) return undefined;
  const error = RESULT_BITS.find(([bit]) => (BigInt(faultResult) & bit) !== 0n)?.[1];
  if (error === undefined) return undefined;
  const at = address(Number(last[0]) + (last[1] - 1) * PAGE_SIZE);
  const poisoned = pagesWith(before, ({ is }) => is === 'hwpoison');
  return poisoned(at) ? undefined : { [hex(at)]: error };
}

/** A document whose page faults fail so, beside those that it has fail. */
export function withErrors(document: ScenarioDocument, errors: FaultErrors): ScenarioDocument {
  const { mm } = document;
  return { ...document, mm: { ...mm, faultErrors: { ...mm.faultErrors, ...errors } } };
}
