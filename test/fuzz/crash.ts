// SPDX-License-Identifier: GPL-2.0-or-later

/** An input that brought something about that no input may. */
export interface Crash {
  /** `run#17`: the target, and the number of the case. */
  readonly name: string;
  /** What happened, with a stack if there is one. */
  readonly what: string;
  /** The files of the case, the command line among them if there is one. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Which cases to try. */
export interface CaseRange {
  readonly seed: number;
  /** The number of the first case. */
  readonly first: number;
  /** The number after the last one; none if it is ended from outside. */
  readonly end: number;
}
