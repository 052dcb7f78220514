// SPDX-License-Identifier: GPL-2.0-or-later
import type { Case, Findings, MachineReport, StatusCounts, Suite } from './model';
import { type Plain, plain } from './plain';
import { TOOL } from './tool';

/** The run that a report tells of, as its command line and its end say it. */
export interface RunFacts {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly seed: number | null;
  readonly exitCode: 0 | 1 | 130;
}

/** What a report begins with, whatever its kind. */
export type Header<Name extends string> = Omit<MachineReport, 'schema'> & { readonly schema: Name };

/**
 * A report: what all kinds begin with, then the fields of its own kind.
 *
 * @param schema the name and the version of the whole.
 * @param own the command's own report, as plain data.
 */
export function machineReport<const Name extends string, Own extends object>(
  schema: Name,
  run: RunFacts,
  { suites, rules }: Findings,
  own: Own,
): Header<Name> & Plain<Own> {
  const used = new Set(suites.flatMap(({ cases }) => cases.map(({ rule }) => rule)));
  const { command, seed, exitCode } = run;
  const header = {
    ...{ schema, tool: TOOL, command, arguments: run.arguments, seed, exitCode },
    counts: countsOf(suites),
    suites,
    rules: rules.filter(({ id }) => used.has(id)),
  };
  return { ...header, ...plain(own) };
}

/** How many cases of some suites have each status. */
export function countsOf(suites: readonly Suite[]): StatusCounts {
  const counts = { passed: 0, failed: 0, known: 0, skipped: 0 };
  for (const { status } of casesOf({ suites })) counts[status]++;
  return counts;
}

/** All cases, in the order of the suites. */
export function casesOf({ suites }: Pick<MachineReport, 'suites'>): readonly Case[] {
  return suites.flatMap(({ cases }) => cases);
}
