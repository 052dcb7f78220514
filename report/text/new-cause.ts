// SPDX-License-Identifier: GPL-2.0-or-later
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { scenarioText } from './scenario-text';
import { diffLine, type Style } from './style';

/** A cause that nothing known explains, with its simplest scenario and what was made of that. */
interface NewCause {
  readonly cause: string;
  readonly scenario: ScenarioDocument;
  readonly lines: readonly string[];
}

/** What is said of a new cause beside it. */
interface Beside {
  /** How often it showed. */
  readonly counted: string;
  /** Where it shows and what it means; a line each. */
  readonly about: readonly string[];
  /** A command to paste that shows it again. */
  readonly replay: string;
}

/** A new cause for a person. */
export function newCauseLines(
  { cause, scenario, lines }: NewCause,
  { counted, about, replay }: Beside,
  style: Style,
): string[] {
  return [
    `${style.bad('New:')} ${cause} ${style.dim(`(${counted})`)}`,
    ...about.map((line) => `  ${line}`),
    '',
    ...scenarioText(scenario)
      .split('\n')
      .map((line) => `  ${line}`),
    '',
    ...lines.map((line) => `  ${diffLine(line, style)}`),
    `  replay: ${replay}`,
    '',
  ];
}
