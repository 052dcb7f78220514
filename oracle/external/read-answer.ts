// SPDX-License-Identifier: GPL-2.0-or-later
import { show } from '../scenario/input-error';
import type { Scenario } from '../scenario/scenario';
import type { Answer } from './answer';
import { readExternalResult } from './read-result';

/** What an answer can hold. One that holds two of these says two things, and is not taken for either. */
const SAYS = ['result', 'none', 'error'] as const;
/** How much of a text of others is kept, in characters: each scenario can have one of its own, of megabytes. */
const MOST_SAID = 200;

/**
 * Reads the answer of a program that is a side: docs/sides.md. What is no answer is a failure of the side.
 * @param line a JSON document.
 */
export function readSideAnswer(line: string, scenario: Scenario | undefined): Answer {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null) return nonsense('no object', line);
  const [kind, ...more] = SAYS.filter((key) => Object.hasOwn(value, key));
  if (kind === undefined || more.length > 0) {
    const got = [kind ?? 'none', ...more].join(' and ');
    return nonsense(`expected one of ${SAYS.join(', ')}, got ${got}`, line);
  }
  const said: unknown = Reflect.get(value, kind);
  if (kind === 'result') return resultOf(said, scenario, line);
  if (typeof said !== 'string')
    return nonsense(`${kind}: expected a text, got ${show(said)}`, line);
  const text = said.slice(0, MOST_SAID);
  return kind === 'none' ? { kind, why: text } : failed('reports an error', text);
}

function resultOf(said: unknown, scenario: Scenario | undefined, line: string): Answer {
  const read = readExternalResult(said, scenario?.range.asks.length ?? 0, 'result');
  if (read.kind === 'read') return { kind: 'result', result: read.result };
  const { field, expected, got } = read.problem;
  return nonsense(`${field}: expected ${expected}, got ${show(got)}`, line);
}

function nonsense(why: string, line: string): Answer {
  return failed('gives no result', why, line.slice(0, MOST_SAID));
}

function failed(what: string, ...lines: readonly string[]): Answer {
  return { kind: 'failed', what, lines };
}
