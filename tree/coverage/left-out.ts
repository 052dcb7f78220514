// SPDX-License-Identifier: GPL-2.0-or-later
import { conditionsOf } from '../sources/conditions';
import type { ChangedTreeLine } from './types';

/** What the preprocessor makes of a file. */
interface Preprocessed {
  /** Its lines without comments and strings. */
  readonly code: readonly string[];
  /** The lines that the preprocessor left in. */
  readonly compiled: ReadonlySet<number>;
}

const LEFT_OUT = 'it is not compiled: an option or a condition of the preprocessor leaves it out';
const GONE = 'what stood before it is not there any more';
const ONE_CONFIGURATION =
  'runs have one set of options, and what another one compiles is not looked at';

/**
 * Why no run judges a changed line, where the preprocessor is the reason; undefined where the compiler got
 * to see it, or where it is no code.
 */
export function whyUnrun(file: Preprocessed, changed: ChangedTreeLine): string | undefined {
  const { line, gone = false, isCondition = false, under = [] } = changed;
  if (gone && under.some((conditions) => !isCompiledUnder(file, conditions))) {
    return `${GONE}, and no line under its conditions of the preprocessor is compiled`;
  }
  if (isCondition) {
    const where = gone ? ' stood before it' : '';
    return `a condition of the preprocessor${where}: ${ONE_CONFIGURATION}`;
  }
  const text = file.code[line - 1] ?? '';
  const isCode = !gone && /[^\s{};]/.test(text) && !text.trimStart().startsWith('#');
  return isCode && !file.compiled.has(line) ? LEFT_OUT : undefined;
}

/** Whether lines under some conditions are compiled: there are any, and the preprocessor left one in. */
function isCompiledUnder({ code, compiled }: Preprocessed, conditions: string): boolean {
  if (conditions === '') return true;
  const around = conditionsOf(code);
  return around.some((one, index) => one === conditions && compiled.has(index + 1));
}
