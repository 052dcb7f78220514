// SPDX-License-Identifier: GPL-2.0-or-later
import type { SideFailure } from '../../oracle/run/side-failure';
import type { NoResult } from './named';

/**
 * A range fault that comes to no result: with a model that cannot be; a kernel tree can crash, or not
 * return. It is a finding about the tree, whatever the driver's code does.
 */
export function noResult({ side, what, reason }: SideFailure): NoResult {
  const cause = `the range fault of ${side} comes to no result: ${what}: ${reason}`;
  return { kind: 'no result', shown: [{ cause, known: null, origin: null, end: 'none' }] };
}
