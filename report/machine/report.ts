// SPDX-License-Identifier: GPL-2.0-or-later
import { packageVersion } from '../../oracle/package/files';
import type { RunVerdict } from '../../oracle/verdict/verdict';
import { COMPARED_RULE, verdictSuites } from './cases/compared';
import type { Case, Findings, MachineReport, StatusCounts, Suite } from './model';
import { type Plain, plain } from './plain';
import { caseId } from './stable-id';

/** The run that a report tells of, as its command line and its end say it. */
export interface RunFacts {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly seed: number | null;
  readonly exitCode: 0 | 1 | 2 | 130;
}

/** What a report begins with, whatever its kind. */
type Header<Name extends string> = Omit<MachineReport, 'schema'> & { readonly schema: Name };

/**
 * A report: what all kinds begin with, then the fields of its own kind.
 *
 * @param schema the name and the version of the whole.
 * @param own the command's own report, as plain data.
 * @param verdict what the run comes to; undefined for a command that gives none.
 */
export function machineReport<const Name extends string, Own extends object>(
  schema: Name,
  run: RunFacts,
  findings: Findings,
  own: Own,
  verdict?: RunVerdict,
): Header<Name> & Plain<Own> {
  const suites = withIds([...findings.suites, ...verdictSuites(verdict)]);
  const used = new Set(suites.flatMap(({ cases }) => cases.map(({ rule }) => rule)));
  const { command, seed, exitCode } = run;
  const header = {
    ...{ schema, tool: TOOL, command, arguments: run.arguments, seed, exitCode },
    ...(verdict === undefined ? {} : { verdict: verdict.kind, examined: verdict.examined }),
    counts: countsOf(suites),
    suites,
    rules: [...findings.rules, COMPARED_RULE].filter(({ id }) => used.has(id)),
  };
  return { ...header, ...plain(own) };
}

/** No two cases have one id: of those that are alike, each has its number among them. */
function withIds(suites: readonly Suite[]): readonly Suite[] {
  const numbers = new Map<string, number>();
  const numbered = (one: Case): Case => {
    const id = caseId(one.id);
    const number = (numbers.get(id) ?? 0) + 1;
    numbers.set(id, number);
    return { ...one, id: number === 1 ? id : `${id}.${number}` };
  };
  return suites.map((suite) => ({
    ...suite,
    id: caseId(suite.id),
    cases: suite.cases.map(numbered),
  }));
}

/** How many cases of some suites have each status. */
export function countsOf(suites: readonly Suite[]): StatusCounts {
  const counts = { passed: 0, failed: 0, known: 0, skipped: 0, error: 0 };
  for (const { status } of casesOf({ suites })) counts[status]++;
  return counts;
}

/** All cases, in the order of the suites. */
export function casesOf({ suites }: Pick<MachineReport, 'suites'>): readonly Case[] {
  return suites.flatMap(({ cases }) => cases);
}

/** This tool, as reports name it. */
const TOOL = { name: 'hmm-pfn', version: packageVersion() } as const;
