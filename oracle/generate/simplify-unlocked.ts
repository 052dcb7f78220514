// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpaceImage, LockDrop, ThreadEvent } from '../../mm/image';
import type { RangeRequest } from '../../mm/range';
import type { Address } from '../../mm/units';
import type { Scenario } from '../scenario/scenario';
import { shorter, withMm, withRange } from './edit';

/**
 * `hmm_range_fault()` instead; no timeout; fewer and plainer drops of the mmap lock; events without
 * time or signals.
 */
export function* simplerCall(scenario: Scenario): Iterable<Scenario> {
  const { call } = scenario.range;
  yield* simplerDrops(scenario);
  if (call === undefined) return;
  yield withoutCall(scenario);
  if (call.timeout > 0) yield withRange(scenario, { call: { timeout: 0 } });
  if (call.timeout > 1) yield withRange(scenario, { call: { timeout: 1 } });
  const { events } = scenario.mm;
  for (const [index, event] of events.entries()) {
    if (isPlain(event)) continue;
    yield withMm(scenario, { events: events.with(index, plainEvent(event)) });
    const { elapsed, killed } = event;
    if (elapsed !== undefined && killed !== undefined) {
      yield withMm(scenario, { events: events.with(index, { ...plainEvent(event), elapsed }) });
      yield withMm(scenario, { events: events.with(index, { ...plainEvent(event), killed }) });
    }
    if (elapsed !== undefined && elapsed > 1) {
      yield withMm(scenario, { events: events.with(index, { ...event, elapsed: 1 }) });
    }
  }
}

function* simplerDrops(scenario: Scenario): Iterable<Scenario> {
  const drops = [...(scenario.mm.lockDrops ?? [])];
  for (const fewer of shorter(drops)) yield withLockDrops(scenario, fewer);
  for (const [index, [at, { result, times }]] of drops.entries()) {
    if (times > 1) yield withLockDrops(scenario, drops.with(index, [at, { result, times: 1 }]));
    if (result === 'completed') {
      yield withLockDrops(scenario, drops.with(index, [at, { result: 'retry', times }]));
    }
  }
}

function withoutCall({ id, mm, range, format }: Scenario): Scenario {
  const { lockDrops: _, ...rest } = mm;
  const plainMm: AddressSpaceImage = { ...rest, events: mm.events.map(plainEvent) };
  const { call: __, ...plainRange } = range;
  return { id, mm: plainMm, range: plainRange satisfies RangeRequest, format };
}

function plainEvent({ elapsed: _, killed: __, ...rest }: ThreadEvent): ThreadEvent {
  return rest;
}

function isPlain({ elapsed, killed }: ThreadEvent): boolean {
  return elapsed === undefined && killed === undefined;
}

function withLockDrops(
  scenario: Scenario,
  drops: readonly (readonly [Address, LockDrop])[],
): Scenario {
  const { lockDrops: _, ...mm } = scenario.mm;
  return { ...scenario, mm: drops.length === 0 ? mm : { ...mm, lockDrops: new Map(drops) } };
}
