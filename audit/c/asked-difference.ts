// SPDX-License-Identifier: GPL-2.0-or-later
import { Ask } from '../../mm/range';
import { effectiveAsk } from '../../oracle/scenario/requests';
import type { DriverCall } from './driver-call';
import type { Observation } from './observation';

/** In what the first range faults that two versions call by themselves ask for something else. */
export function askedDifference(
  before: readonly DriverCall[],
  after: readonly DriverCall[],
): Observation | undefined {
  const [old, own] = [before[0], after[0]];
  if (old === undefined && own === undefined) return undefined;
  if (old === undefined || own === undefined) {
    return { kind: 'asked', before: callName(old), after: callName(own) };
  }
  const [one, other] = [old.scenario.range, own.scenario.range];
  if (one.start !== other.start || one.end !== other.end) {
    // Pieces of another size may come to the same: the pages say whether they do.
    return undefined;
  }
  for (let page = 0; page < one.asks.length; page++) {
    const asked = [askName(old, page), askName(own, page)] as const;
    if (asked[0] !== asked[1]) return { kind: 'asked', before: asked[0], after: asked[1] };
  }
  if (one.owner === other.owner) return undefined;
  return { kind: 'asked', before: ownerName(one.owner), after: ownerName(other.owner) };
}

function callName(call: DriverCall | undefined): string {
  return call === undefined ? 'nothing: it is not called' : askName(call, 0);
}

/** What a call asks of a page in effect. */
export function askName({ scenario }: DriverCall, page: number): 'nothing' | 'read' | 'write' {
  const { asks, mask, defaults } = scenario.range;
  const { faults, writes } = effectiveAsk(asks[page] ?? Ask.nothing, mask, defaults);
  if (!faults) return 'nothing';
  return writes ? 'write' : 'read';
}

function ownerName(owner: number): string {
  if (owner === 0) return 'pages of no device';
  return owner === 1 ? 'pages of its own device' : 'pages of another device';
}
