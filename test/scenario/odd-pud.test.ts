// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../api/run';
import { AMDGPU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Kind, kindOf } from '../../mm/entry';
import { handleMmFault } from '../../mm/fault';
import { HeldJudge } from '../../oracle/external/held-judge';
import { NEWER_PMD_BLOCKS, NEWER_PTE_BLOCKS, PUD_BLOCKS } from '../../oracle/generate/blocks';
import { makeSide, requireFormat, runSide } from '../../oracle/run/runner';
import { SIDE_NAMES } from '../../oracle/run/side-names';
import { readScenario } from '../../oracle/scenario/read';
import { writeScenario } from '../../oracle/scenario/write';
import { entriesFor } from '../../tree/audit/races/slot-changes';
import { ODD_PUD } from '../support/odd-pud';

const PLACE = { file: 'odd.json', line: 1 };

describe('a PUD that is neither none nor present', () => {
  const scenario = readScenario(ODD_PUD, PLACE, 'followed');

  it('is read by who runs trees, and written as it was, in version 2', () => {
    expect(scenario.mm.entries.map(({ high }) => kindOf(high))).toEqual([Kind.pudNonpresent]);
    expect(writeScenario(scenario)).toEqual(ODD_PUD);
    const first = { ...ODD_PUD, schema: 'hmm-scenario/1' };
    expect(() => readScenario(first, PLACE, 'followed')).toThrow(
      'there is a pud nonpresent since hmm-scenario/2',
    );
  });

  it('is refused for everybody else, with the reason', () => {
    const reason =
      'mm.entries[0]: expected entries over which a walk has a result: no model can walk over a pud nonpresent entry';
    expect(() => readScenario(ODD_PUD, PLACE)).toThrow(reason);
    expect(() => runScenario(ODD_PUD, ['modern'])).toThrow(reason);
    expect(() => requireFormat(scenario, ['modern', 'modern-7.3'], PLACE)).toThrow(
      'as modern and modern-7.3 cannot walk over a pud nonpresent entry (only kernel trees can)',
    );
  });

  it('is refused, too, where an event stores it', () => {
    const { mm } = ODD_PUD;
    const events = [{ beforeWalk: 2, invalidate: false, entries: mm.entries }];
    const later = { ...ODD_PUD, mm: { ...mm, entries: [] }, events };
    expect(() => readScenario(later, PLACE)).toThrow('events: expected entries over which a walk');
    expect(readScenario(later, PLACE, 'followed').mm.events).toHaveLength(1);
  });

  it('has no result in any model', () => {
    for (const name of SIDE_NAMES) {
      const space = new AddressSpace();
      space.load(scenario.mm);
      const side = makeSide(name, space);
      runSide(side, { ...scenario, format: AMDGPU });
      expect(side.failure?.error, name).toBe('NoModelWalksError');
    }
  });

  it('makes a result of a side one that is held to no model', () => {
    const result = { ret: 0, pages: undefined, words: [0n], faults: [], walks: 1, stoppedAt: 1 };
    const judge = new HeldJudge({ name: 'some', like: 'modern-6.12' });
    expect(judge.hold(scenario, { kind: 'result', result })).toEqual({
      kind: 'none',
      why: 'a walk comes to an entry that no model walks over',
    });
  });

  it('makes a page fault fail', () => {
    const space = new AddressSpace();
    space.load(scenario.mm);
    const [vma] = scenario.mm.vmas;
    if (vma === undefined) throw new TypeError('expected a VMA');
    space.beginOn(scenario.range.start, space.trace);
    expect(handleMmFault(space, vma, 0, true)).toBe(false);
    expect(space.ruleCounts[10]).toBe(1);
  });

  it('is drawn by nobody, nor put there by another thread', () => {
    const blocks = [...PUD_BLOCKS, ...NEWER_PMD_BLOCKS, ...NEWER_PTE_BLOCKS];
    const drawn = blocks.map(({ attributes }) => kindOf(attributes));
    expect(drawn).toContain(Kind.pudDevmap);
    expect(drawn).not.toContain(Kind.pudNonpresent);
    const [slot] = scenario.mm.entries;
    if (slot === undefined) throw new TypeError('expected an entry');
    const others = entriesFor(slot, scenario).map(({ high }) => kindOf(high));
    expect(new Set(others)).toEqual(new Set([Kind.none, Kind.table, Kind.pudDevmap]));
  });
});
