// SPDX-License-Identifier: GPL-2.0-or-later
import type { ThreadEvent } from '../../mm/image';
import type { NoProgressPages } from '../../mm/no-progress';
import type { Scenario } from '../scenario/scenario';
import { shorter, withMm } from './edit';
import { fewerVmas, simplerVmas } from './simplify-vmas';

/** VMAs that do not change, or are so from the start; simpler ones that they change to; fewer pages of files. */
export function* simplerChanges(scenario: Scenario): Iterable<Scenario> {
  const { events } = scenario.mm;
  for (const [index, event] of events.entries()) {
    const { vmas, filePages } = event;
    const put = (other: ThreadEvent): Scenario =>
      withMm(scenario, { events: events.with(index, other) });
    if (vmas !== undefined) {
      const { vmas: _, ...rest } = event;
      yield put(rest);
      yield withMm(put(rest), { vmas });
      for (const other of simplerLists(scenario, vmas)) yield put({ ...event, vmas: other });
    }
    if (filePages === undefined) continue;
    const { filePages: _, ...rest } = event;
    yield put(rest);
    for (const fewer of shorter([...filePages])) {
      if (fewer.length > 0) yield put({ ...event, filePages: new Map(fewer) });
    }
  }
}

/** VMAs of an event as if a scenario began with them. */
function* simplerLists(
  scenario: Scenario,
  vmas: Scenario['mm']['vmas'],
): Iterable<Scenario['mm']['vmas']> {
  const alone = withMm(scenario, { vmas, entries: [], events: [] });
  for (const simplification of [fewerVmas, simplerVmas]) {
    for (const { mm } of simplification(alone)) yield mm.vmas;
  }
}

/** Fewer pages whose faults and waits do nothing, and once only. */
export function* simplerNoProgress(scenario: Scenario): Iterable<Scenario> {
  const pages = [...(scenario.mm.noProgress ?? [])];
  for (const fewer of shorter(pages)) yield withNoProgress(scenario, new Map(fewer));
  for (const [index, [at, times]] of pages.entries()) {
    if (times > 1) yield withNoProgress(scenario, new Map(pages.with(index, [at, 1])));
  }
}

function withNoProgress(scenario: Scenario, noProgress: NoProgressPages): Scenario {
  const { noProgress: _, ...mm } = scenario.mm;
  return { ...scenario, mm: noProgress.size === 0 ? mm : { ...mm, noProgress } };
}
