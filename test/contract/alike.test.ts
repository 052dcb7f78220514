// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AMDGPU } from '../../legacy/known-formats';
import { AddressSpace } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { handleMmFault } from '../../mm/fault';
import { FaultTrace } from '../../mm/fault-trace';
import { StateKind } from '../../mm/page-states';
import { Ending, type InnerAttempt, type WalkEnd } from '../../mm/range-record';
import { PTE } from '../../mm/units';
import { Judge } from '../../oracle/campaign/judge';
import { sameCourse, sameWords } from '../../oracle/compare/same-course';
import { LeftState } from '../../oracle/contract/held-side';
import { LegacySide, ModernSide } from '../../oracle/run/model-sides';
import { Runner } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { Scenario } from '../../oracle/scenario/scenario';
import { entry, image, page, request, vma } from '../support/build';

/** A read-only page that is asked for, and one beside it that is not. */
const SCENARIO: Scenario = {
  id: 'alike',
  mm: image({ vmas: [vma(0, 8)], entries: [entry(1, { kind: Kind.ptePresent }, 0x2001)] }),
  range: request(0, 'r.'),
  format: AMDGPU,
};

function ran(side: (space: AddressSpace) => Side): Side {
  const runner = new Runner(new AddressSpace(), []);
  const made = side(runner.space);
  new Runner(runner.space, [made]).run(SCENARIO);
  return made;
}

const legacy = (): Side => ran((space) => new LegacySide(space, 'legacy'));
const modern = (): Side => ran((space) => new ModernSide(space, 'modern'));

/** Changes how the first walk of a side ended. */
function ended(change: Partial<WalkEnd>): (side: Side) => void {
  return ({ record }) => {
    const [end] = record.walkEnds();
    if (end === undefined) throw new Error('no walk ended');
    Object.assign(end, change);
  };
}

describe('the same course', () => {
  it('is that of two formats that did the same', () => {
    expect(sameCourse(legacy(), modern())).toBe(true);
  });

  it.each<readonly [string, (side: Side) => void]>([
    [
      'return code',
      ({ record }) => {
        record.ret = -14;
      },
    ],
    ['number of walks', ({ record }) => void record.walks++],
    ['number of pages', ({ record }) => void record.pages++],
    ['stop', ({ record }) => void record.stoppedAt--],
    ['page fault', ({ record }) => record.faults.add(7, false)],
    ['end of a walk', ({ record }) => record.endWalk(0, Kind.hole, 0, 1)],
    ['way in which a walk ended', ended({ ending: Ending.waited })],
    ['entry where a walk ended', ended({ origin: Kind.hole })],
    ['first page of the piece where a walk ended', ended({ first: 1 })],
    ['last page of that piece', ended({ stop: 7 })],
    ['need of a write fault there', ended({ write: true })],
    ['number of page faults until then', ended({ faults: 7 })],
    [
      'entry',
      ({ record }) => {
        record.origins[1] = Kind.hole;
      },
    ],
    [
      'state',
      ({ states }) => {
        states.kinds[1] = StateKind.error;
      },
    ],
    [
      'low half of a pfn',
      ({ states }) => {
        states.pfns[2] = 7;
      },
    ],
    [
      'high half of a pfn',
      ({ states }) => {
        states.pfns[3] = 7;
      },
    ],
  ])('is not one with another %s', (_, change) => {
    const other = modern();
    change(other);
    expect(sameCourse(legacy(), other)).toBe(false);
    expect(sameCourse(other, legacy())).toBe(false);
  });
});

it('what is after the page at which a call stopped is no part of its course', () => {
  const [one, other] = [legacy(), modern()];
  for (const { record } of [one, other]) record.stoppedAt = 1;
  other.record.origins[1] = Kind.hole;
  expect(sameCourse(one, other)).toBe(true);
});

describe('the same inner attempts', () => {
  const ATTEMPT: InnerAttempt = { sequence: 1, time: 2, walks: 3, stoppedAt: 4, end: 'stale' };
  const withAttempts = (side: Side, ...attempts: readonly InnerAttempt[]): Side => {
    Object.assign(side.record, { attempts });
    return side;
  };

  it.each<readonly [string, Partial<InnerAttempt>]>([
    ['sequence', { sequence: 2 }],
    ['time', { time: 3 }],
    ['number of walks', { walks: 4 }],
    ['stop', { stoppedAt: 5 }],
    ['end', { end: 'lock-dropped' }],
  ])('are not those with another %s', (_, change) => {
    const one = withAttempts(modern(), ATTEMPT, ATTEMPT);
    expect(sameCourse(one, withAttempts(modern(), ATTEMPT, ATTEMPT))).toBe(true);
    expect(sameCourse(one, withAttempts(modern(), { ...ATTEMPT, ...change }, ATTEMPT))).toBe(false);
    expect(sameCourse(one, withAttempts(modern(), ATTEMPT, { ...ATTEMPT, ...change }))).toBe(false);
  });

  it('are as many', () => {
    expect(sameCourse(withAttempts(modern(), ATTEMPT), withAttempts(modern()))).toBe(false);
    expect(sameCourse(withAttempts(modern()), withAttempts(modern(), ATTEMPT))).toBe(false);
  });
});

describe('the same words', () => {
  it.each<readonly [string, (side: Side) => void]>([
    ['return code', ({ record }) => void Object.assign(record, { ret: -14 })],
    ['entry of a page', ({ record }) => void record.origins.set([Kind.hole], 1)],
    ['entry of the first page', ({ record }) => void record.origins.set([Kind.hole], 0)],
    ['low half of the last word', ({ words }) => void words.set([7], 2)],
    ['high half of the last word', ({ words }) => void words.set([7], 3)],
  ])('are none with another %s', (_, change) => {
    const other = modern();
    expect([sameWords(modern(), other), sameWords(other, modern())]).toEqual([true, true]);
    change(other);
    expect([sameWords(modern(), other), sameWords(other, modern())]).toEqual([false, false]);
  });

  it('may be followed by other input', () => {
    const other = modern();
    other.words.set([7], 4);
    other.record.origins[2] = Kind.hole;
    expect(sameWords(modern(), other)).toBe(true);
  });

  it('are none of a call that counts otherwise', () => {
    const v57 = (): Side => ran((space) => new LegacySide(space, 'v5.7'));
    const other = v57();
    expect(sameWords(v57(), other)).toBe(true);
    Object.defineProperty(other, 'pageCount', { value: 1 });
    expect(sameWords(v57(), other)).toBe(false);
  });
});

describe('the state that a call left', () => {
  const load = (): AddressSpace => {
    const space = new AddressSpace();
    space.load(SCENARIO.mm);
    space.beginOn(page(0), new FaultTrace());
    return space;
  };
  const fault = (space: AddressSpace, at: number, write: boolean): boolean =>
    handleMmFault(space, vma(0, 8), at, write);

  it.each<readonly [string, boolean, (space: AddressSpace) => void]>([
    ['the same faults', true, (space) => void [fault(space, 2, false), fault(space, 3, true)]],
    ['no fault', false, () => undefined],
    ['another page', false, (space) => void [fault(space, 2, false), fault(space, 4, true)]],
    ['other access', false, (space) => void [fault(space, 2, true), fault(space, 3, false)]],
    [
      'a stale sequence',
      false,
      (space) => {
        fault(space, 2, false);
        fault(space, 3, true);
        space.stale = true;
      },
    ],
    [
      'another entry in one slot',
      false,
      (space) => {
        fault(space, 2, false);
        space.table.store(page(3), PTE, 0x77, Kind.ptePresent);
        space.nextPfn = SCENARIO.mm.nextPfn;
        space.allocate(1);
      },
    ],
    [
      'another first entry',
      false,
      (space) => {
        space.table.store(page(2), PTE, 0x55, Kind.ptePresent);
        fault(space, 3, true);
      },
    ],
    [
      'other rights in one entry',
      false,
      (space) => {
        fault(space, 2, false);
        space.table.store(page(3), PTE, space.allocate(1), Kind.ptePresent);
      },
    ],
    [
      'one entry more',
      false,
      (space) => {
        fault(space, 2, false);
        fault(space, 3, true);
        space.table.store(page(4), PTE, 0, Kind.pteSwap);
      },
    ],
    [
      'other VMAs',
      false,
      (space) => {
        fault(space, 2, false);
        fault(space, 3, true);
        space.image = { ...space.image, vmas: [...space.vmas] };
      },
    ],
    [
      'more frames allocated',
      false,
      (space) => {
        fault(space, 2, false);
        fault(space, 3, true);
        space.allocate(1);
      },
    ],
  ])('with %s: the same is %s', (_, expected, run) => {
    const space = load();
    fault(space, 2, false);
    fault(space, 3, true);
    const left = new LeftState();
    left.take(space);
    space.rewind();
    run(space);
    expect(left.is(space)).toBe(expected);
  });
});

it('the state that a call left is that of the last one', () => {
  const space = new AddressSpace();
  space.load(SCENARIO.mm);
  space.beginOn(page(0), new FaultTrace());
  const left = new LeftState();
  left.take(space);
  expect(left.is(space)).toBe(true);
  space.stale = true;
  expect(left.is(space)).toBe(false);
  left.take(space);
  expect(left.is(space)).toBe(true);
});

describe('a side that did what another one did', () => {
  it('is held to the contract by itself if it left another page table', () => {
    /** 5.8, except that it takes the page away again that it reports. */
    class TakesAway extends ModernSide {
      override run(scenario: Scenario): void {
        super.run(scenario);
        this.rangeFault.space.table.store(page(0), PTE, 0, Kind.pteSwap);
      }

      override fresh(space: AddressSpace): TakesAway {
        return new TakesAway(space, this.name);
      }
    }
    const broken = (make: (space: AddressSpace) => Side): readonly string[] => {
      const space = new AddressSpace();
      const runner = new Runner(space, [new LegacySide(space, 'legacy'), make(space)]);
      const { breaches } = new Judge(runner).judge(SCENARIO);
      return breaches
        .filter(({ side, violation }) => side.name === 'modern' && violation === null)
        .map(({ clause }) => clause.id);
    };
    expect(broken((space) => new ModernSide(space, 'modern'))).toEqual([]);
    expect(broken((space) => new TakesAway(space, 'modern'))).toContain('valid-is-accessible');
  });
});
