// SPDX-License-Identifier: GPL-2.0-or-later

/** A side that threw instead of coming to a result: a finding about that side, not about the run. */
export class SideFailure extends Error {
  /** The error's name and the function that threw it: `TypeError in hole`. */
  readonly what: string;
  /** The error's name. */
  readonly error: string;
  /** The error's message. */
  readonly reason: string;

  /** @param side its name. */
  constructor(
    readonly side: string,
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
