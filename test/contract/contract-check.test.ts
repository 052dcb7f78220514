// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { LegacyFormat } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { AddressSpace, type AddressSpaceImage } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import type { Clause } from '../../oracle/contract/clause';
import { type Breach, ContractCheck } from '../../oracle/contract/contract-check';
import type { SideRun } from '../../oracle/contract/side-run';
import { ModernSide } from '../../oracle/run/model-sides';
import { makeSide, Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import { CONTRACT_FAULTS } from '../faults/contract';
import { keptFaultySide } from '../faults/kept-side';
import { entry, image, request, vma } from '../support/build';

/** Judges a scenario as a campaign does; what each of the two checks found. */
function checked(runner: Runner, scenario: Scenario, check = new ContractCheck(runner)) {
  const whenRun: Breach[] = [];
  const atLast: Breach[] = [];
  runner.run(scenario, (side) => check.sideRan(scenario, side, whenRun));
  check.allRan(scenario, atLast);
  return { whenRun, atLast };
}

function scenario(
  mm: Partial<AddressSpaceImage>,
  asks: string,
  format: Scenario['format'] = NOUVEAU,
): Scenario {
  return { id: 'check', mm: image({ vmas: [vma(0, 2)], ...mm }), range: request(0, asks), format };
}

const withWrongFrame = (name: SideName): Runner => {
  const space = new AddressSpace();
  const wrong = {
    ...{ name: 'frame', file: 'modern/vma-walk.ts', within: 'putEntry' },
    right: 'this.hmmPfns.putEntry($page, $low, $entry, $flags);',
    wrong: 'this.hmmPfns.putEntry($page, $low + 1, $entry, $flags);',
  };
  return new Runner(space, [keptFaultySide(wrong, name, space)]);
};
/** What is stored for a page that is not there has the valid bit. */
const ILL_FORMED = new LegacyFormat({
  ...NOUVEAU.fields,
  values: { ...NOUVEAU.fields.values, none: 1n },
});
const present = entry(0, { kind: Kind.ptePresent }, 0x20);

describe('a breach', () => {
  it('that is new says what the side met there', () => {
    const { whenRun, atLast } = checked(
      withWrongFrame('modern'),
      scenario({ entries: [present] }, '..'),
    );
    const found = [...whenRun, ...atLast].map(({ clause, page, met }) => [clause.id, page, met]);
    expect(found).toEqual([['pfn-is-mapped', 0, 'pte-present']]);
  });

  it('of a side that did as the one before is its own, if it is of words that nobody has put out', () => {
    const space = new AddressSpace();
    const fault = CONTRACT_FAULTS.find(({ breaks }) => breaks === 'stop-divides')?.fault;
    if (fault === undefined) throw new Error('no fault breaks stop-divides');
    const { whenRun, atLast } = checked(
      new Runner(space, [makeSide('legacy', space), keptFaultySide(fault, 'modern', space)]),
      scenario({ entries: [entry(0, { kind: Kind.pteHwpoison })] }, 'r'),
    );
    const found = [...whenRun, ...atLast].map(({ clause, side }) => [clause.id, side.name]);
    expect(found).toEqual([['stop-divides', 'modern']]);
  });

  it('is found of a side that did as one did that is held to nothing, on the same address space', () => {
    const space = new AddressSpace();
    const wrong = {
      ...{ name: 'none', file: 'modern/walk-operations.ts', within: 'pte' },
      right: 'return this.stopAt(EFAULT, Ending.impossible, $entry, $at, $x);',
      wrong: 'return this.output.putPageFlags($3, 0, $entry);',
    };
    const alike = {
      ...{ name: 'none', file: 'legacy/walk-operations.ts', within: 'pte' },
      right: 'return this.walk.fail($at, $next, $high);',
      wrong: 'return this.putValue($3, this.pfns.format.none, $high);',
    };
    const sides = [keptFaultySide(alike, 'legacy', space), keptFaultySide(wrong, 'modern', space)];
    const runner = new Runner(space, sides);
    const check = new ContractCheck(runner);
    const first = scenario({ entries: [entry(0, { kind: Kind.pteHwpoison })] }, 'r');
    const isBroken = (format: Scenario['format']) =>
      checked(runner, { ...first, format }, check).whenRun.flatMap(({ clause, side }) =>
        clause.id === 'requested-is-there' ? [side.name] : [],
      );
    expect(isBroken(NOUVEAU)).toEqual(['legacy', 'modern']);
    expect(
      isBroken(new LegacyFormat({ ...NOUVEAU.fields, flags: { valid: 3n, write: 2n } })),
    ).toEqual(['modern']);
  });

  it('that is known does not', () => {
    const poisoned = entry(0, { kind: Kind.pteHwpoison });
    const { whenRun, atLast } = checked(
      Runner.of(['modern']),
      scenario({ entries: [poisoned] }, '..'),
    );
    const found = [...whenRun, ...atLast].map(({ violation, met }) => [violation?.id, met]);
    expect(found).toEqual([['faultable.hwpoison', null]]);
  });

  it('of the order of neighbours is found when all sides have run', () => {
    const entries = [0, 1].map((at) => entry(at, { kind: Kind.pteSwap }));
    const { whenRun, atLast } = checked(Runner.of(['modern']), scenario({ entries }, 'r.'));
    expect(whenRun).toEqual([]);
    expect(atLast.map(({ violation }) => violation?.id)).toEqual([
      'reporting-changes-nothing.rest-of-table',
      'order-of-neighbours.rest-of-table',
    ]);
  });
});

describe('a check', () => {
  it('leaves the address space as the scenario has it', () => {
    const runner = Runner.of(['modern']);
    const one = scenario({ entries: [entry(0, { kind: Kind.pteSwap })] }, 'r.');
    checked(runner, one);
    expect(runner.space.image).toBe(one.mm);
    expect(runner.space.isAsLoaded).toBe(true);
  });

  it('leaves nothing of one side’s experiments for the next side', () => {
    const runner = Runner.of(['modern', 'modern-5.17']);
    const one = scenario({ entries: [entry(0, { kind: Kind.pteSwap })] }, 'w');
    // Of the request, only that the page is to be there; then it need not be writable.
    const range = { ...one.range, mask: Ask.read };
    const { whenRun, atLast } = checked(runner, { ...one, range });
    expect([...whenRun, ...atLast]).toEqual([]);
  });

  it('holds no side to anything that has no result', () => {
    const large = entry(0, { kind: Kind.ptePresent }, 2 ** 29);
    const one = scenario({ entries: [large, entry(1, { kind: Kind.none })] }, '.r');
    expect(checked(Runner.of(['modern-32']), one)).toEqual({ whenRun: [], atLast: [] });
  });

  it('holds the customizable format to it if it is well-formed', () => {
    const runner = Runner.of(['legacy']);
    const check = new ContractCheck(runner);
    const poisoned = { entries: [entry(0, { kind: Kind.pteHwpoison })] };
    const ids = (format: Scenario['format']): readonly (string | undefined)[] => {
      const one = { ...scenario(poisoned, '..'), format };
      const { whenRun, atLast } = checked(runner, one, check);
      return [...whenRun, ...atLast].map(({ violation }) => violation?.id);
    };
    const known = ['faultable.hwpoison'];
    expect([NOUVEAU, ILL_FORMED, ILL_FORMED, NOUVEAU].map(ids)).toEqual([known, [], [], known]);
  });
});

/** A promise that every call breaks for its first page; `seen` gets who was asked, and what it saw. */
function brokenBy(seen: SideRun[], parts: Partial<Clause>): Clause {
  return {
    ...{ id: 'always-broken', promise: 'None.', violations: [], suspects: 'any call', ...parts },
    check(run, breach) {
      seen.push(run);
      breach(0);
    },
  };
}

/** Who was asked whether a clause holds, and who was found to break it. */
function askedAbout(
  names: readonly SideName[],
  asks: string,
  parts: Partial<Clause>,
  format?: LegacyFormat,
) {
  const seen: SideRun[] = [];
  const runner = Runner.of(names);
  const check = new ContractCheck(runner, [brokenBy(seen, parts)]);
  const { whenRun, atLast } = checked(
    runner,
    { ...scenario({ entries: [entry(0, { kind: Kind.pteSwap })] }, asks), format },
    check,
  );
  return {
    asked: seen.map(({ side }) => side.name),
    broken: [...whenRun, ...atLast].map(({ side }) => side.name),
  };
}

describe('sides that did the same', () => {
  const alike = ['modern', 'modern-5.9', 'modern-5.14'] as const;

  it.each(['what the call left', undefined] as const)(
    'break a promise about the outcome together: seeing %s, one of them is asked',
    (sees) => {
      const parts: Partial<Clause> = sees === undefined ? {} : { sees };
      const ofOutcome = { ...parts, ofOutcome: true } as const;
      expect(askedAbout(['modern', 'modern-5.9'], 'r.', ofOutcome)).toEqual({
        asked: ['modern'],
        broken: ['modern', 'modern-5.9'],
      });
      expect(askedAbout(['modern', 'modern-5.9'], 'r.', parts)).toEqual({
        asked: ['modern', 'modern-5.9'],
        broken: ['modern', 'modern-5.9'],
      });
    },
  );

  it.each(['what the call left', undefined] as const)(
    'do not answer for each other where one is held to nothing: seeing %s',
    (sees) => {
      const parts: Partial<Clause> = sees === undefined ? {} : { sees };
      const both = ['legacy', 'modern'] as const;
      const asked = (format: LegacyFormat) =>
        askedAbout(both, 'r.', { ...parts, ofOutcome: true }, format);
      expect(asked(NOUVEAU)).toEqual({ asked: ['legacy'], broken: both });
      expect(asked(ILL_FORMED)).toEqual({ asked: ['modern'], broken: ['modern'] });
    },
  );

  it('break a promise about neighbours together, if the call did more than report', () => {
    const sees = 'the mirrored scenario';
    const two = ['modern', 'modern-5.9'] as const;
    expect(askedAbout(two, 'r.', { sees, ofOutcome: true })).toEqual({
      asked: ['modern'],
      broken: two,
    });
    expect(askedAbout(two, 'r.', { sees })).toEqual({ asked: two, broken: two });
    expect(askedAbout(two, '..', { sees })).toEqual({ asked: [], broken: [] });
  });

  it('are those of kernels that page faults treat alike', () => {
    expect(askedAbout(alike, 'r.', { ofOutcome: true, sees: 'what the call left' })).toEqual({
      asked: ['modern', 'modern-5.14'],
      broken: alike,
    });
    const three = ['modern', 'modern-32', 'modern-5.9'] as const;
    expect(askedAbout(three, 'r.', { ofOutcome: true })).toEqual({
      asked: ['modern'],
      broken: three,
    });
  });

  it.each([
    ['modern-5.9', '..', 1],
    ['modern-5.9', 'r.', 1],
    ['modern-5.14', '..', 1],
    ['modern-5.14', 'r.', 2],
    ['modern-5.17', '..', 2],
    ['modern-5.17', 'r.', 2],
  ] as const)('see one page table, which is read once: with %s, asked %s', (other, asks, times) => {
    const views = new Set<unknown>();
    const runner = Runner.of(['modern', other]);
    const seen: SideRun[] = [];
    const clause: Clause = {
      ...brokenBy(seen, { sees: 'what the call left' }),
      check: (run) => views.add(run.view),
    };
    checked(
      runner,
      scenario({ entries: [entry(0, { kind: Kind.pteSwap })] }, asks, undefined),
      new ContractCheck(runner, [clause]),
    );
    expect(views.size).toBe(times);
  });
});

describe('a side that fails', () => {
  it('on a scenario on which it did not is held to nothing', () => {
    class FailsLater extends ModernSide {
      private calls = 0;

      override run(one: Scenario): void {
        if (this.calls++ > 0) throw new Error('fails later');
        super.run(one);
      }

      override fresh(space: AddressSpace): FailsLater {
        return new FailsLater(space, this.name);
      }
    }
    const space = new AddressSpace();
    const runner = new Runner(space, [new FailsLater(space, 'modern')]);
    const check = new ContractCheck(runner, [brokenBy([], {})]);
    const one = scenario({}, '..');
    expect([0, 1].map(() => checked(runner, one, check).atLast.length)).toEqual([1, 0]);
  });
});
