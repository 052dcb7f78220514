// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair, DriverVersion } from '../../drivers/conversion';
import { Ask } from '../../mm/range';

/**
 * The pair with a policy that asks for nothing: what the conversions make of every entry that a
 * range fault can report, those that the driver's own policy never lets through among them. No loop
 * gives up before it comes to that: a success with 0 pages counts as one.
 */
export function offPolicy(pair: DriverPair): DriverPair {
  return { ...pair, before: askingNothing(pair.before), after: askingNothing(pair.after) };
}

function askingNothing(version: DriverVersion): DriverVersion {
  return {
    ...version,
    loop: { ...version.loop, noPages: 'success' },
    encode: (accesses) => ({
      defaults: Ask.nothing,
      mask: Ask.nothing,
      asks: accesses.map(() => Ask.nothing),
    }),
  };
}
