// SPDX-License-Identifier: GPL-2.0-or-later
import { GIVEN_NAME, SIDE_NAMES, type SideName } from '../run/side-names';
import { ArgumentError } from '../scenario/argument-error';

/** A side from outside as a command line names it: `NAME=REST` or `NAME:MODEL=REST`. */
export interface SideSpec {
  /** As reports call it. */
  readonly name: string;
  /** The model that it is held to; undefined if that is for the side to say. */
  readonly like: SideName | undefined;
  /** A command, a file, a folder. */
  readonly rest: string;
}

/**
 * Reads a specification of a side, of whatever kind.
 *
 * @param option which says the kind: `side`.
 * @param rest what stands after the name: `COMMAND`.
 * @throws ArgumentError if it is none.
 */
export function readSideSpec(text: string, option: string, rest: string): SideSpec {
  const split = text.indexOf('=');
  const wrong = (expected: string, got: string): ArgumentError =>
    new ArgumentError(`"${option}" expected ${expected}, got ${got}`);
  if (split < 0) throw wrong(`NAME=${rest}`, text === '' ? 'an empty word' : text);
  const [name = '', model, ...more] = text.slice(0, split).split(':');
  const found = SIDE_NAMES.find((side) => side === model);
  if (!GIVEN_NAME.test(name)) {
    const expected = 'a name of up to 40 letters, digits, dots, dashes and underscores';
    throw wrong(expected, name === '' ? 'none' : name);
  }
  if (SIDE_NAMES.some((side) => side === name)) {
    throw wrong('a name that no other side has', name);
  }
  if (model !== undefined && (found === undefined || more.length > 0)) {
    throw wrong(`a model from ${SIDE_NAMES.join(', ')} after ${name}:`, [model, ...more].join(':'));
  }
  if (split === text.length - 1) throw wrong(`${rest} after ${name}=`, 'nothing');
  return { name, like: found, rest: text.slice(split + 1) };
}

/** @throws ArgumentError for a name that two sides have. */
export function requireOwnNames(specs: readonly SideSpec[]): void {
  const names = new Set<string>();
  for (const { name } of specs) {
    if (names.has(name)) {
      throw new ArgumentError(`"side" expected a different name for each side, got ${name} twice`);
    }
    names.add(name);
  }
}
