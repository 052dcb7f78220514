// SPDX-License-Identifier: GPL-2.0-or-later
import type { Conversion } from '../../drivers/conversion';
import type { Silence } from '../../oracle/child/line-process';
import { InputError } from '../../oracle/scenario/input-error';
import type { Scenario } from '../../oracle/scenario/scenario';
import { writeScenario } from '../../oracle/scenario/write';
import { pageOutcomeText } from '../model/outcome-text';
import type { Misfit } from './reader';

/** Where something went wrong: what was asked of which module, and on which scenario. */
export interface Occasion {
  /** How messages call the module. */
  readonly path: string;
  readonly question: string;
  readonly scenario: Scenario | undefined;
}

/** A value that is none. */
export function misfit(occasion: Occasion, { field, expected, got }: Misfit): InputError {
  return complaint(occasion, `expected ${expected}, got ${got}`, field);
}

/** Of the steps before the driver is asked anything; their answer is that they are done. */
const WHAT_IS_EXPECTED: Readonly<Record<string, string>> = {
  hello: 'a process that starts',
  compile: 'types that the compiler comes to an end with',
  load: 'a module that loads',
};

/** No answer at all. */
export function unheard(occasion: Occasion, silence: Silence): InputError {
  const [ask] = occasion.question.split(' ');
  const expected = WHAT_IS_EXPECTED[ask ?? ''] ?? 'an answer';
  return complaint(occasion, `expected ${expected}, got none: ${silenceText(silence, ask)}`);
}

/** Two answers to one question; as lines of JSON, if they cannot be read. */
export function contradiction(
  occasion: Occasion,
  one: Conversion | string,
  other: Conversion | string,
): InputError {
  const [first, second] = differing(one, other);
  return complaint(
    occasion,
    'not deterministic: expected the same answer to the same question, whatever was asked before, ' +
      `got two\nonce   ${first}\nagain  ${second}`,
  );
}

function silenceText(silence: Silence, ask: string | undefined): string {
  switch (silence.kind) {
    case 'ended':
      return silence.signal === null
        ? `the module’s process ended with exit code ${silence.code}`
        : `the module’s process was ended by ${silence.signal}`;
    case 'late':
      // Only the module's own code is held to the limit that the user sets.
      return `the time limit of ${silence.limitMs / 1000} s passed${
        ask === 'hello' || ask === 'compile' ? '' : ' (--time-limit)'
      }`;
    case 'out of turn':
      return `the module’s process wrote out of turn: ${JSON.stringify(silence.line.slice(0, 60))}`;
    case 'closed':
      return 'the module’s process was closed';
  }
}

/** Something that was expected of a module, and what was got. */
export function complaint(occasion: Occasion, message: string, field?: string): InputError {
  const [first = '', ...more] = message.split('\n');
  const where = field ?? place(occasion.question);
  return new InputError(
    { file: occasion.path },
    first,
    where,
    [...more, ...context(occasion)].join('\n'),
  );
}

/** `default.after.convert()`; undefined if it is about the module as a whole. */
function place(question: string): string | undefined {
  const [ask = '', of] = question.split(' ');
  return of === 'before' || of === 'after' ? `default.${of}.${ask}()` : undefined;
}

/** Longer lines are cut: an array of a thousand words helps nobody. */
const WORDS_SHOWN = 240;
const SCENARIO_SHOWN = 4_000;

function context({ question, scenario }: Occasion): readonly string[] {
  const [, of, accesses, words] = question.split(' ');
  if (of !== 'before' && of !== 'after') return [];
  const document = scenario === undefined ? '' : JSON.stringify(writeScenario(scenario));
  return [
    `accesses  ${cut(accesses ?? '', WORDS_SHOWN)}`,
    ...(words === undefined
      ? []
      : [`array     ${cut(words.replace(/[0-9a-f]+/g, '0x$&'), WORDS_SHOWN)}`]),
    ...(document === '' ? [] : [`scenario  ${cut(document, SCENARIO_SHOWN)}`]),
  ];
}

function cut(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}

function differing(
  one: Conversion | string,
  other: Conversion | string,
): readonly [string, string] {
  if (typeof one === 'string' || typeof other === 'string') return [textOf(one), textOf(other)];
  if (one.kind !== 'converted' || other.kind !== 'converted') return [textOf(one), textOf(other)];
  for (const [page, outcome] of one.pages.entries()) {
    const twin = other.pages[page];
    if (twin === undefined) continue;
    const [first, second] = [pageOutcomeText(outcome), pageOutcomeText(twin)];
    if (first !== second) return [`page ${page} ${first}`, `page ${page} ${second}`];
  }
  return [textOf(one), textOf(other)];
}

function textOf(answer: Conversion | string): string {
  if (typeof answer === 'string') return answer.slice(0, 200);
  if (answer.kind === 'refused') return `gives up with ${answer.code} at page ${answer.page}`;
  return `converts ${answer.pages.length} pages`;
}
