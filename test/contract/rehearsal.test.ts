// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AddressSpace } from '../../mm/address-space';
import { Judge } from '../../oracle/campaign/judge';
import { CLAUSES } from '../../oracle/contract/registry';
import { Rehearsal } from '../../oracle/contract/rehearsal';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { ModernSide } from '../../oracle/run/model-sides';
import { presentImage } from '../../oracle/run/present-image';
import { Runner } from '../../oracle/run/runner';
import type { Scenario } from '../../oracle/scenario/scenario';

const MODEL = 'modern-6.12';
const COUNT = 600;

function made(index: number): Scenario {
  return generateScenario(new Random(5, index), index % 2 === 0 ? 'recent' : 'small');
}

/** The model, of which each instance that is made anew keeps what it is given to run. */
class Watched extends ModernSide {
  constructor(
    private readonly space: AddressSpace,
    private readonly ran: Pick<Scenario, 'mm' | 'range'>[],
    private readonly isLaboratory = false,
  ) {
    super(space, MODEL);
  }

  override fresh(space: AddressSpace): Watched {
    return new Watched(space, this.ran, true);
  }

  override run(scenario: Scenario): void {
    if (this.isLaboratory) {
      this.ran.push({ mm: presentImage(this.space), range: scenario.range });
    }
    super.run(scenario);
  }
}

describe('a rehearsal', () => {
  it('foresees the experiments that the contract makes on the model, and no others', () => {
    const rehearsal = new Rehearsal(MODEL, CLAUSES);
    const ran: Pick<Scenario, 'mm' | 'range'>[] = [];
    const space = new AddressSpace();
    const judge = new Judge(new Runner(space, [new Watched(space, ran)]));
    const counts = { none: 0, one: 0, more: 0 };
    for (let index = 0; index < COUNT; index++) {
      ran.length = 0;
      judge.judge(made(index));
      const foreseen = rehearsal
        .experimentsFor([made(index)])
        .map(({ mm, range }) => ({ mm, range }));
      expect(foreseen, `scenario ${index}`).toEqual(ran);
      counts[ran.length === 0 ? 'none' : ran.length === 1 ? 'one' : 'more']++;
    }
    expect(Math.min(counts.none, counts.one, counts.more)).toBeGreaterThan(30);
  });

  it('leaves out only what comes to no experiment', () => {
    const undecided = CLAUSES.map(({ decidedBy: _, ...clause }) => clause);
    const short = new Rehearsal(MODEL, CLAUSES);
    const whole = new Rehearsal(MODEL, undecided);
    for (let index = 0; index < COUNT; index++) {
      const expected = whole.experimentsFor([made(index)]);
      expect(short.experimentsFor([made(index)]), `scenario ${index}`).toEqual(expected);
    }
  });

  it('has experiments of several scenarios in their order', () => {
    const rehearsal = new Rehearsal(MODEL, CLAUSES);
    const scenarios = Array.from({ length: 40 }, (_, index) => made(index));
    const one = scenarios.flatMap((scenario) => [...rehearsal.experimentsFor([scenario])]);
    expect(rehearsal.experimentsFor(scenarios)).toEqual(one);
    expect(one.length).toBeGreaterThan(20);
  });

  it('makes no experiment of a large scenario, each of which may be as large', () => {
    const [small] = [made(0)];
    const large = { ...small, range: { ...small.range, asks: new Uint8Array(5000) } };
    const rehearsal = new Rehearsal(MODEL, CLAUSES);
    expect(rehearsal.experimentsFor([large])).toEqual([]);
    expect(rehearsal.experimentsFor([large, small])).toEqual(rehearsal.experimentsFor([small]));
  });
});
