// SPDX-License-Identifier: GPL-2.0-or-later
import type { Scenario } from '../scenario/scenario';
import { askingNothing, shorter, withMm } from './edit';
import { FAULT_ERRORS } from './interfere';

/** Fewer events; an event's entries there from the start; less of an event. */
export function* simplerEvents(scenario: Scenario): Iterable<Scenario> {
  const { events, entries } = scenario.mm;
  for (const fewer of shorter(events)) yield withMm(scenario, { events: fewer });
  for (const [index, event] of events.entries()) {
    const others = events.toSpliced(index, 1);
    const plain = withMm(scenario, { events: others, entries: [...entries, ...event.entries] });
    yield plain;
    // What is there from the start, the call itself may change: it stays if nothing is asked.
    yield askingNothing(plain);
    for (const fewer of shorter(event.entries)) {
      yield withMm(scenario, { events: events.with(index, { ...event, entries: fewer }) });
    }
    if (event.invalidate) {
      yield withMm(scenario, { events: events.with(index, { ...event, invalidate: false }) });
    }
    for (let beforeWalk = 1; beforeWalk < event.beforeWalk; beforeWalk++) {
      yield withMm(scenario, { events: events.with(index, { ...event, beforeWalk }) });
    }
  }
}

/** Fewer changes within a walk; one of them before the call begins, or less of it, or earlier. */
export function* simplerReadEvents(scenario: Scenario): Iterable<Scenario> {
  const { readEvents, entries } = scenario.mm;
  for (const fewer of shorter(readEvents)) yield withMm(scenario, { readEvents: fewer });
  for (const [index, event] of readEvents.entries()) {
    const others = readEvents.toSpliced(index, 1);
    yield withMm(scenario, { readEvents: others, entries: [...entries, ...event.entries] });
    for (const fewer of shorter(event.entries)) {
      yield withMm(scenario, { readEvents: readEvents.with(index, { ...event, entries: fewer }) });
    }
    if (event.invalidate) {
      yield withMm(scenario, {
        readEvents: readEvents.with(index, { ...event, invalidate: false }),
      });
    }
    for (let atRead = 1; atRead < event.atRead; atRead++) {
      yield withMm(scenario, { readEvents: readEvents.with(index, { ...event, atRead }) });
    }
  }
}

/** Fewer pages whose fault fails; the first kind of error for all. */
export function* simplerFaultErrors(scenario: Scenario): Iterable<Scenario> {
  const errors = [...scenario.mm.faultErrors];
  for (const fewer of shorter(errors)) yield withMm(scenario, { faultErrors: new Map(fewer) });
  for (const error of FAULT_ERRORS) {
    yield withMm(scenario, { faultErrors: new Map(errors.map(([at]) => [at, error])) });
  }
}
