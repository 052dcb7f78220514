// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../scenario/scenario';
import type { Side, SideName } from './side';

/** A side that threw instead of coming to a result: a finding about that side, not about the run. */
export class SideFailure extends Error {
  /** The error's name and the function that threw it: `TypeError in hole`. */
  readonly what: string;
  /** The error's name. */
  readonly error: string;
  /** The error's message. */
  readonly reason: string;

  constructor(
    readonly side: SideName,
    readonly thrown: unknown,
  ) {
    const what = whatThrew(thrown);
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    super(`${side} throws ${what}: ${reason}`);
    this.name = 'SideFailure';
    this.what = what;
    this.error = thrown instanceof Error ? thrown.name : 'what is no error';
    this.reason = reason;
  }

  /** The message and the frames nearest to the mistake, a line each, without machine paths. */
  lines(): readonly string[] {
    const frames = framesOf(this.thrown).slice(0, FRAMES_SHOWN);
    return [this.message, ...frames.map((frame) => `  at ${frame}`)];
  }
}

/** A stack goes on into the machinery that ran the side. */
const FRAMES_SHOWN = 5;

/**
 * Runs a scenario on a side and reads its output. Whatever the side throws is kept in
 * `side.failure`; then its record is that of a call that never began.
 *
 * @param decodes whether to read the output: who only looks at the return code need not.
 */
export function runSide(side: Side, scenario: Scenario, decodes = true): void {
  side.failure = undefined;
  try {
    side.run(scenario);
    if (decodes) side.decode();
  } catch (error) {
    side.failure = new SideFailure(side.name, error);
    side.record.begin(scenario.range.asks.length);
  }
}

/**
 * As {@link runSide}, for an experiment, which has no result then.
 * @throws SideFailure if the side threw.
 */
export function runOrThrow(side: Side, scenario: Scenario): void {
  runSide(side, scenario);
  if (side.failure !== undefined) throw side.failure;
}

function whatThrew(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'what is no error';
  // An endless recursion ends in any of its functions.
  if (thrown instanceof RangeError && thrown.message.startsWith('Maximum call stack')) {
    return 'RangeError: the stack overflows';
  }
  const [where] = framesOf(thrown);
  const name = where?.split(' ')[0]?.split('.').at(-1);
  return name === undefined ? thrown.name : `${thrown.name} in ${name}`;
}

/** The frames of a stack, as `function (file:line:column)` with the file's name alone. */
function framesOf(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error) || thrown.stack === undefined) return [];
  const lines = thrown.stack.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line.startsWith('at '))
    .map((line) => line.slice('at '.length).replace(/\([^()]*[/\\]/, '('));
}
