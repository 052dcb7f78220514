// SPDX-License-Identifier: GPL-2.0-or-later
import { Compile } from 'typebox/schema';
import { lazy } from '../package/lazy';
import type { Place } from './input-error';
import type { NoRoomClaims } from './no-result';
import { refuseShape } from './read';
import { type ExpectDocument, ExpectSchema } from './schema';

const noResults = lazy((): typeof import('./no-result') => require('./no-result'));

/** What stands beside a scenario, by side. */
export interface Beside {
  /** The results. */
  readonly expect: ExpectDocument | undefined;
  /** Sides of which it is claimed that there is no room for one. */
  readonly noRoom?: NoRoomClaims | undefined;
}

export const NOTHING_BESIDE: Beside = { expect: undefined };

/**
 * The expected results that a value holds, by side, and for which sides it claims that there is no room for one.
 * @throws InputError that names the first field which is wrong, starting with `expect`.
 */
export function checkExpect(value: unknown, place: Place): Beside {
  if (expectCheck.Check(value)) return { expect: value };
  // What has no result, and claims nothing, stands there as if it were not there.
  const { results, noRoom } = noResults().onlyResults(value);
  if (expectCheck.Check(results)) return { expect: results, noRoom };
  return refuseShape(ExpectSchema, results, place, 'expect');
}

const expectCheck = Compile(ExpectSchema);
