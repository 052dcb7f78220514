// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../mm/units';
import { originName } from '../../oracle/compare/origin';
import { stateName } from '../../oracle/run/result';
import { hex } from '../../oracle/scenario/json';
import type { AloneRunner } from './alone-runner';
import { askName } from './asked-difference';
import { type CaseResult, ReportedKind, Status } from './case-result';
import { caseOutcomeName, stateAt } from './cause';
import { SCHEDULES } from './circumstances';
import type { DriverCall } from './driver-call';
import type { MadeOfTrial } from './finding';
import { caseEndText } from './observation';
import type { AuditTrial } from './trial';

/** Of how many calls and pages the first ones are shown. */
const SHOWN = 8;

/** What a driver's function does in a trial, line by line; nothing where it was not run. */
export async function madeAlone(trial: AuditTrial, runner: AloneRunner): Promise<MadeOfTrial> {
  const judged = await runner.judgeOne(trial);
  if (judged?.kind !== 'ran') return {};
  const { result, calls, input } = judged;
  const { schedule, access } = trial.circumstances;
  return {
    lines: [
      `schedule ${schedule}: ${SCHEDULES[schedule]}`,
      ...(result.needs ? [`the device needs to ${access}`] : []),
      ...calls.slice(0, SHOWN).map((call, index) => callLine(call, index, input.start)),
      ...unansweredLines(result, calls.length),
      ...outcomeLines(result),
    ],
  };
}

/** Calls that no range fault of the side stands for. */
function unansweredLines({ calls, repeated }: CaseResult, answered: number): readonly string[] {
  const stale = calls - answered - repeated;
  return [
    ...(repeated > 0 ? [`the same again, ${repeated} times`] : []),
    ...(stale > 0 ? [`of ${calls} calls, ${stale} had a stale sequence: -EBUSY`] : []),
  ];
}

function callLine(call: DriverCall, index: number, start: number): string {
  const { answer, kinds, origins, pfns } = call;
  const first = (answer.start - start) / PAGE_SIZE;
  const pages = Array.from({ length: Math.min(answer.pages, SHOWN) }, (_, page) => {
    const origin = originName(origins[page] ?? 0, call.scenario.range.owner);
    const pfn = hex(BigInt(pfns[page] ?? 0));
    return `${askName(call, page)} [${origin}] → ${stateName(stateAt(kinds, page))} ${pfn}`;
  });
  const end = first + answer.pages - 1;
  const range = first === end ? `page ${first}` : `pages ${first} to ${end}`;
  return `hmm_range_fault() ${index + 1}: ${range}, ${pages.join('; ')}: ${answer.ret}`;
}

function outcomeLines(result: CaseResult): readonly string[] {
  if (result.status !== Status.ok) return [caseEndText(result)];
  if (result.refused !== 0)
    return [`gives the range up with ${result.refused}`, ...result.warnings];
  const pages = Array.from({ length: Math.min(result.pages, SHOWN) }, (_, page) => {
    const mapped = result.kind(page) === ReportedKind.mapped;
    const value = mapped ? ` ${hex(result.value(page))}` : '';
    return `page ${page}: ${caseOutcomeName(result, page)}${value}`;
  });
  return [...pages, ...result.warnings];
}
