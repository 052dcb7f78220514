// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../api/run';
import { simpler } from '../../oracle/generate/simplify';
import { Runner, requireFormat, runSide } from '../../oracle/run/runner';
import { readScenario } from '../../oracle/scenario/read';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import { writeScenario } from '../../oracle/scenario/write';
import { scenarioText } from '../../report/text/scenario-text';

const PLACE = { file: 'within.json', line: 1 };

/** A huge page that becomes a table before the second read of its slot. */
const DOCUMENT = {
  schema: 'hmm-scenario/2',
  id: 'within',
  mm: {
    nextPfn: '0x100000',
    zeroPfn: '0x1',
    vmas: [
      { start: '0x7f0000000000', end: '0x7f0000200000', flags: ['read', 'write'], backing: 'anon' },
    ],
    entries: [{ at: '0x7f0000000000', level: 'pmd', is: 'huge', pfn: '0x2000', write: true }],
  },
  range: {
    start: '0x7f0000000000',
    end: '0x7f0000001000',
    default: '.',
    mask: '.',
    requests: '.',
    owner: 0,
  },
  events: [
    { beforeWalk: 2, invalidate: false },
    {
      atRead: 2,
      invalidate: true,
      entries: [{ at: '0x7f0000000000', level: 'pmd', is: 'table' }],
    },
  ],
} as const satisfies ScenarioDocument;

describe('a change within a walk', () => {
  it('is read by who follows it, and written as it was, in version 2', () => {
    const scenario = readScenario(DOCUMENT, PLACE, 'followed');
    expect(scenario.mm.events).toHaveLength(1);
    expect(scenario.mm.readEvents).toMatchObject([{ atRead: 2, invalidate: true }]);
    expect(writeScenario(scenario)).toEqual(DOCUMENT);
  });

  it('is refused for everybody else, with the reason', () => {
    expect(() => readScenario(DOCUMENT, PLACE)).toThrow(
      'events[1]: expected events before walks only: no model follows a change within a walk',
    );
    expect(() => runScenario(DOCUMENT, ['modern'])).toThrow('no model follows a change');
  });

  it('is refused by name for a model, and a model that gets one throws', () => {
    const scenario = readScenario(DOCUMENT, PLACE, 'followed');
    expect(() => requireFormat(scenario, ['modern', 'modern-6.12'], PLACE)).toThrow(
      'as modern and modern-6.12 cannot follow a change within one (only kernel trees can)',
    );
    const runner = Runner.of(['modern']);
    runner.space.load(scenario.mm);
    const [side] = runner.sides;
    if (side === undefined) throw new TypeError('expected a side');
    runSide(side, scenario);
    expect(side.failure?.message).toContain('expected one without changes within a walk');
  });

  it.each([
    [{ ...DOCUMENT, schema: 'hmm-scenario/1' }, 'atRead is an event since hmm-scenario/2'],
    [withEvent({ atRead: 0, entries: [] }), 'events[0].atRead: expected'],
    [withEvent({ atRead: 1, entries: [] }), 'with at least one'],
    [withEvent({ atRead: 1 }), 'events[0].entries: expected an array'],
    [withEvent({ atRead: 1, beforeWalk: 1 }), 'expected no field of this name'],
  ])('%# is no change within a walk', (value, message) => {
    expect(() => readScenario(value, PLACE, 'followed')).toThrow(message);
  });

  it('shrinks: away, to before the call, to no invalidation, to an earlier read', () => {
    const scenario = readScenario(DOCUMENT, PLACE, 'followed');
    const candidates = [...simpler(scenario)].map(({ mm }) => mm);
    expect(candidates.some(({ readEvents }) => readEvents.length === 0)).toBe(true);
    const events = candidates.flatMap(({ readEvents }) => readEvents);
    expect(events.some(({ invalidate }) => !invalidate)).toBe(true);
    expect(events.some(({ atRead }) => atRead === 1)).toBe(true);
    expect(events.every(({ entries }) => entries.length > 0)).toBe(true);
  });

  it('is shown with its read and its slot', () => {
    expect(scenarioText(DOCUMENT)).toContain(
      'event  at read 2 of the pmd of 0x7f0000000000: invalidate; pmd',
    );
  });
});

function withEvent(event: object): unknown {
  return { ...DOCUMENT, events: [event] };
}
