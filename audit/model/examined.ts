// SPDX-License-Identifier: GPL-2.0-or-later
import {
  askedFor,
  type Examined,
  joined,
  type RunVerdict,
  type VerdictPart,
  verdictOf,
} from '../../oracle/verdict/verdict';
import type { LoopComparison } from './loops';
import type { AuditOptions } from './options';
import { type AuditReport, isExplained } from './report';

const VERSIONS = ['before', 'after'] as const;

/** What was run of one source: a vector file by its path, `scope`, or `random`. */
export interface SourceRun {
  readonly source: string;
  readonly scenarios: number;
  /** Windows that both versions converted. */
  readonly compared: number;
  /** Whether all of it was run. */
  readonly complete: boolean;
}

/**
 * The parts of an audit: each vector file, the scope, the random scenarios.
 * @param loops undefined if they were not to be compared.
 */
export function auditExamined(
  { vectors, scope, runs }: AuditOptions,
  done: readonly SourceRun[],
  interrupted: boolean,
  loops: LoopComparison | undefined,
): Examined {
  const run = (source: string): SourceRun | undefined => done.find((one) => one.source === source);
  return {
    interrupted,
    parts: askedFor([
      ...vectors.map((file) => partOf(file === '-' ? '<stdin>' : file, run(file), true)),
      ...(scope === 0 ? [] : [partOf(`scope ${scope}`, run('scope'), false)]),
      ...(runs === 0 ? [] : [partOf('random scenarios', run('random'), false)]),
      ...(loops === undefined ? [] : loopsNotRun(loops)),
    ]),
  };
}

/** A version that makes up no window by itself has no loop that was run: nothing is known of it. */
function loopsNotRun({ schedules }: LoopComparison): readonly VerdictPart[] {
  const none = VERSIONS.filter((version) => schedules[version] === 0);
  if (none.length === 0) return [];
  const why = `the version ${none.join(' and the version ')} makes up no window of one page: builds() is false`;
  return [{ what: 'retry loops', compared: 0, notCompared: [why], required: true }];
}

function partOf(what: string, run: SourceRun | undefined, required: boolean): VerdictPart {
  if (run === undefined) {
    return { what, compared: 0, notCompared: ['interrupted before it began'], required };
  }
  const { scenarios, compared, complete } = run;
  const early = complete ? [] : [`interrupted after ${scenarios} scenarios`];
  return { what, compared, notCompared: [...early, ...nothing(run)], required };
}

function nothing({ scenarios, compared, complete }: SourceRun): readonly string[] {
  if (compared > 0) return [];
  if (scenarios === 0) return complete ? ['it contains no scenarios'] : [];
  return [
    `both versions convert a window in none of ${scenarios} scenarios: no conversion was compared`,
  ];
}

/** What the audit of one pair of versions comes to. */
export function verdictOfAudit(report: AuditReport): RunVerdict {
  return verdictOf(!isExplained(report), report.examined);
}

/**
 * What the audits of all pairs of a driver come to.
 * @param missing the pairs that were not reached.
 */
export function verdictOfAudits(
  reports: readonly AuditReport[],
  missing: readonly string[] = [],
): RunVerdict {
  const prefixed = reports.map(({ driver, examined }): Examined => {
    if (reports.length + missing.length === 1) return examined;
    const parts = examined.parts.map((part) => ({ ...part, what: `${driver}, ${part.what}` }));
    return { ...examined, parts };
  });
  const left = missing.map(
    (what): VerdictPart => ({
      ...{ what, compared: 0, required: true },
      notCompared: ['interrupted before it began'],
    }),
  );
  const examined = joined([...prefixed, { interrupted: missing.length > 0, parts: left }]);
  return verdictOf(!reports.every(isExplained), examined);
}
