// SPDX-License-Identifier: GPL-2.0-or-later
import type { Command } from 'commander';
import type { DeviceAccess, Disturbance } from '../audit/c/circumstances';
import type { AuditCOptions } from '../audit/c/report';
import { sidesFor } from '../audit/c/sides';
import { type CutRequest, cutPlace, headersPlaces } from '../audit/cut/cut-unit';
import { SCOPES } from '../oracle/scope/scopes';
import type { OpenedTree } from '../tree/side/types';
import { seedOf, vectorFiles } from './options';
import type { ReportArguments } from './report-files';
import type { OpenTreeArguments } from './trees';

/** What `hmm-pfn audit c` was given. */
export interface AuditCArguments extends ReportArguments, Pick<OpenTreeArguments, 'tree'> {
  readonly before?: string;
  readonly after?: string;
  readonly on?: string;
  readonly beforeOn?: string;
  readonly schedule?: Disturbance;
  readonly access?: DeviceAccess;
  readonly adapter?: string;
  readonly function?: readonly string[];
  readonly file?: string;
  readonly treeDir?: string;
  readonly headers?: readonly string[];
  readonly adapterSkeleton?: string;
  readonly init?: string;
  readonly scenario?: string;
  readonly vectors?: readonly string[] | false;
  readonly scope: string;
  readonly runs: number;
  readonly seed?: number;
  readonly timeout: number;
  readonly compileTimeout: number;
  readonly cc?: string;
  readonly cflags: string;
  readonly keep?: string;
  readonly html?: string;
}

/** What is cut out of a kernel tree, if anything. */
export function cutOf(given: AuditCArguments, command: Command): CutRequest | undefined {
  const { file, treeDir, headers, after, adapter } = given;
  if (file === undefined) {
    if (treeDir !== undefined) return command.error("error: '--tree-dir' needs '--file'");
    if (headers !== undefined) return command.error("error: '--headers' needs '--file'");
    return undefined;
  }
  if (after !== undefined) return command.error("error: '--file' takes the place of '--after'");
  if (given.function === undefined) return command.error("error: '--file' needs '--function'");
  if (adapter === undefined) return command.error("error: '--file' needs '--adapter'");
  return { ...cutPlace(file, treeDir), ...headersOf(given), functions: given.function };
}

/** The folders of `--headers`, if there are any. */
export function headersOf({ headers }: AuditCArguments): Pick<CutRequest, 'headers'> {
  return headers === undefined ? {} : { headers: headersPlaces(headers) };
}

/** What is to be audited, and how. */
export function optionsOf(
  given: AuditCArguments,
  before: string | undefined,
  after: string,
  cut: CutRequest | undefined,
  trees: readonly OpenedTree[],
): AuditCOptions {
  const { scenario, adapter, cc, timeout, compileTimeout, keep, on, beforeOn } = given;
  const { schedule, access } = given;
  const only = scenario !== undefined;
  return {
    ...{ before, after, cut, adapter, cc, timeout, compileTimeout, keep },
    sides: sidesFor({ before, after, on, beforeOn }),
    trees: trees.map(({ name, folder }) => ({ name, folder })),
    circumstances: {
      ...(schedule === undefined ? {} : { schedule }),
      ...(access === undefined ? {} : { access }),
    },
    functions: adapter === undefined ? functionsOf(given.function) : undefined,
    cflags: given.cflags.split(/\s+/).filter((flag) => flag !== ''),
    vectors: only ? [scenario] : vectorFiles(given.vectors),
    scope: only ? 0 : (SCOPES.find((scope) => String(scope) === given.scope) ?? 0),
    runs: only ? 0 : given.runs,
    seed: seedOf(given.seed),
  };
}

function functionsOf(texts: readonly string[] | undefined): AuditCOptions['functions'] {
  if (texts === undefined) return undefined;
  const [before = '', after = before] = texts.join(' ').split(',');
  return { before, after };
}
