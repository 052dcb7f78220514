// SPDX-License-Identifier: GPL-2.0-or-later
import { type Command, InvalidArgumentError } from 'commander';
import { type CheckOptions, FAST_CHECK } from '../oracle/check/options';
import type { ExternalArguments } from './external-sides';
import { wholeNumber } from './options';
import type { ReportArguments } from './report-files';
import type { TreeArguments } from './trees';

/** What `hmm-pfn check` is given. */
export interface CheckArguments
  extends Omit<CheckOptions, 'vectors' | 'seed' | 'scope' | 'everyCall' | 'sides' | 'further'>,
    ReportArguments,
    TreeArguments,
    ExternalArguments {
  readonly scope: string;
  readonly everyCall?: true;
  readonly seed?: number | 'auto';
  readonly jobs?: number;
  readonly store?: string;
  readonly vectors?: readonly string[] | false;
  readonly path?: string;
  readonly html?: string;
  readonly canary?: string | true;
}

/** What cannot be combined with --canary. */
export function canaryProblem({ canary }: CheckArguments, command: Command): string | undefined {
  if (canary === undefined) return undefined;
  const others = [
    ...['path', 'scope', 'everyCall', 'vectors', 'json', 'html', 'report'],
    ...['side', 'results', 'store', 'jobs'],
  ];
  const given = others.find((name) => command.getOptionValueSource(name) === 'cli');
  const option = command.options.find((one) => one.attributeName() === given);
  return option === undefined
    ? undefined
    : `option '--canary' can only be combined with --sides, --tree, --seed, --runs and --profile, got ${option.long}`;
}

/** Reads a path of a report, or one that fast-check gave. */
export function pathArgument(text: string): string {
  if (/^([a-z0-9-]+#)?\d+(:\d+)*$/.test(text)) return text;
  const expected = `NUMBER, FAMILY#NUMBER or ${FAST_CHECK}NUMBER, then :STEP any number of times`;
  throw new InvalidArgumentError(`expected ${expected}, got ${text}.`);
}

/** Reads a seed; those of fast-check are signed. */
export function seedArgument(text: string): number | 'auto' {
  if (text === 'auto') return text;
  return /^-\d+$/.test(text) ? -wholeNumber(0)(text.slice(1)) : wholeNumber(0)(text);
}

/** What is wrong with the combination of --seed and --path, if anything. */
export function argumentProblem({
  seed,
  path,
  side,
  results,
  store,
  tree,
  scope,
  everyCall,
}: CheckArguments): string | undefined {
  if (everyCall === true && scope === '0') {
    return "option '--every-call' is about a scope, and '--scope 0' has none";
  }
  if (path !== undefined && (side !== undefined || results !== undefined)) {
    return "option '--path' cannot be combined with sides from outside: explain shows them one scenario";
  }
  const isFastCheck = path?.startsWith(FAST_CHECK) === true;
  if (path !== undefined && seed === undefined && (isFastCheck || !path.includes('#'))) {
    return "option '--path' of a random scenario needs '--seed'";
  }
  if (tree !== undefined && store !== undefined) {
    return "option '--store' keeps failures of models, and cannot be used with '--tree'";
  }
  if (seed === 'auto') {
    return path === undefined ? undefined : "option '--path' needs the '--seed' that was printed";
  }
  if (seed === undefined || seed >= 0 || isFastCheck) return undefined;
  const how = path === undefined ? '' : `: --path ${FAST_CHECK}${path} replays what it found`;
  return `option '--seed' expected a whole number of at least 0, got ${seed}; only fast-check has negative seeds${how}`;
}
