// SPDX-License-Identifier: GPL-2.0-or-later
import type { ModernName } from '../modern/revision';
import { Judge } from '../oracle/campaign/judge';
import { CLAUSES } from '../oracle/contract/registry';
import { explain, HELD_PAGES } from '../oracle/explain/explain';
import type { Explanation } from '../oracle/explain/explanation';
import { type ExplainedVerdicts, explainVerdicts } from '../oracle/explain/verdicts';
import { type Runner, requireFormat } from '../oracle/run/runner';
import type { SideName } from '../oracle/run/side-names';
import { ArgumentError } from '../oracle/scenario/argument-error';
import type {
  ResultDocument,
  ScenarioDocument,
  ScenarioWithFormat,
} from '../oracle/scenario/document';
import { explainText } from '../report/text/explain/explain-text';
import { PLAIN } from '../report/text/style';
import { DEFAULT_SIDES, runnerOf } from './run';
import { internal, SCENARIO } from './scenario';

/** Sides that need no customizable format in the scenario. */
export interface OnModernSides {
  /** Sides with the fixed format. */
  readonly sides: readonly ModernName[];
}

/** What to compare. */
export interface CompareOptions {
  /** The sides, each of which is compared with the next older one; all golden ones by default. */
  readonly sides?: readonly SideName[];
  /**
   * Whether each side is held to the contract, too; true by default. Ranges of more than 65,536
   * pages are not.
   */
  readonly contract?: boolean;
}

/**
 * Runs a scenario on each side, compares neighbours (return code, faults, walks, page states, and
 * the input where the call stopped: model.md, section 5), and holds each to the contract that
 * drivers rely on. What differs or is broken comes with its known cause, if it has one.
 *
 * @returns the pairs with their verdicts, the broken promises, and in `fresh` what nothing known
 *   explains: empty, unless you have found something.
 * @throws InputError for what is no scenario, and for one without a customizable format if a side
 *   has one.
 * @throws RangeError for what is no side.
 */
export function compareScenario(
  scenario: ScenarioWithFormat,
  options?: CompareOptions,
): ExplainedVerdicts;
/**
 * Compares sides with the fixed format only, which need no customizable one.
 *
 * @throws InputError for what is no scenario.
 * @throws RangeError for what is no side.
 */
export function compareScenario(
  scenario: ScenarioDocument,
  options: CompareOptions & OnModernSides,
): ExplainedVerdicts;
export function compareScenario(
  scenario: ScenarioDocument,
  options: CompareOptions = {},
): ExplainedVerdicts {
  const { sides = DEFAULT_SIDES, contract = true } = options;
  const read = internal(scenario);
  requireFormat(read, sides, SCENARIO);
  const held = contract && read.range.asks.length <= HELD_PAGES;
  return explainVerdicts(judgeOf(runnerOf(sides), held).judge(read), held);
}

/** What to explain, and beside which results. */
export interface ExplainOptions {
  /** The sides; all golden ones by default. */
  readonly sides?: readonly SideName[];
  /** Results that each side is held to, by side: those of a golden vector, say. */
  readonly expect?: Readonly<Partial<Record<SideName, ResultDocument>>>;
}

/**
 * Describes a scenario in full, as data: what stands where, each walk with what it met
 * and faulted, both arrays with their bits named, and the verdicts of {@link compareScenario}.
 *
 * @throws InputError for what is no scenario, and for one without a customizable format if a side
 *   has one.
 * @throws RangeError for what is no side.
 */
export function explainScenario(
  scenario: ScenarioWithFormat,
  options?: ExplainOptions,
): Explanation;
/**
 * Explains a scenario on sides with the fixed format only, which need no customizable one.
 *
 * @throws InputError for what is no scenario.
 * @throws RangeError for what is no side.
 */
export function explainScenario(
  scenario: ScenarioDocument,
  options: ExplainOptions & OnModernSides,
): Explanation;
export function explainScenario(
  scenario: ScenarioDocument,
  options: ExplainOptions = {},
): Explanation {
  const { sides = DEFAULT_SIDES, expect } = options;
  const read = internal(scenario);
  const source = { file: read.id, line: 1, measured: false };
  return explain({ ...source, scenario: read, expect, entry: undefined }, runnerOf(sides));
}

/**
 * An explanation for a person, as `hmm-pfn explain` prints it, without colour.
 * @param width how many characters a line may have, 80 at least.
 * @throws RangeError for a smaller width.
 */
export function explanationText(explanation: Explanation, width = 100): string {
  if (!(width >= 80)) throw new ArgumentError(`"width" expected at least 80, got ${width}`);
  return explainText(explanation, { width, style: PLAIN });
}

const judges = new Map<Runner, { readonly held: Judge; readonly free: Judge }>();

function judgeOf(runner: Runner, held: boolean): Judge {
  const pair = judges.get(runner) ?? {
    held: new Judge(runner, CLAUSES),
    free: new Judge(runner, []),
  };
  judges.set(runner, pair);
  return held ? pair.held : pair.free;
}
