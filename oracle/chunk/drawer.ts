// SPDX-License-Identifier: GPL-2.0-or-later
import { CellPairs } from '../coverage/cell-pairs';
import { generateScenario } from '../generate/generate';
import { Random } from '../generate/random';
import { type Drawing, DrawingRandom, plainDrawing, variationOf } from '../generate/variation';
import type { Side } from '../run/side';
import type { Scenario } from '../scenario/scenario';
import type { RandomStream } from './random-stream';

/** Draws the random scenarios of a chunk, one after the other. */
interface Drawer {
  draw(index: number): Scenario;
  /** To be called for each scenario in the order in which they were drawn, when all sides have run it. */
  learn(sides: readonly Side[], scenario: Scenario): void;
}

/** @param first the number of the chunk's first scenario. */
export function drawerOf(stream: RandomStream, first: number): Drawer {
  return stream.guided === true ? new GuidedDrawer(stream, first) : new BlindDrawer(stream);
}

class BlindDrawer implements Drawer {
  private readonly random = new Random(0, 0);

  constructor(private readonly stream: RandomStream) {}

  draw(index: number): Scenario {
    const { seed, profile } = this.stream;
    this.random.restart(seed, index);
    return generateScenario(this.random, profile);
  }

  learn(): void {}
}

/** Of four scenarios so many vary one that was kept; the others are new ones, which nothing leads astray. */
const VARIED_OF_FOUR = 3;
/** Decides what is varied by numbers of the same seed that no scenario has. */
const DECISIONS = 2 ** 52;

/** A scenario that met something new. */
interface Kept {
  readonly drawing: Drawing;
  readonly draws: number;
}

/**
 * Keeps each scenario that reaches a cell of model.md's table, or two in one call, that none before it in the
 * chunk did on the same side, and varies those. What it draws depends on the chunk and on what its sides do.
 */
class GuidedDrawer implements Drawer {
  private readonly random = new DrawingRandom(0, 0);
  private readonly decisions: Random;
  private readonly kept: Kept[] = [];
  /** Those that were drawn and not looked at, in order. */
  private readonly drawn: Kept[] = [];
  private reached: readonly CellPairs[] = [];

  constructor(
    private readonly stream: RandomStream,
    first: number,
  ) {
    this.decisions = new Random(stream.seed, DECISIONS + first);
  }

  draw(index: number): Scenario {
    const { seed, profile } = this.stream;
    const drawing = this.drawingFor(index);
    this.random.begin(seed, drawing);
    const scenario = generateScenario(this.random, profile);
    this.drawn.push({ drawing, draws: this.random.draws });
    return scenario;
  }

  learn(sides: readonly Side[], scenario: Scenario): void {
    if (this.reached.length !== sides.length) this.reached = sides.map(() => new CellPairs());
    const one = this.drawn.shift();
    let isNew = false;
    for (const [position, side] of sides.entries()) {
      if (this.reached[position]?.add(side, scenario) === true) isNew = true;
    }
    if (isNew && one !== undefined) this.kept.push(one);
  }

  private drawingFor(index: number): Drawing {
    const { decisions, kept } = this;
    if (kept.length === 0 || !decisions.chance(VARIED_OF_FOUR, 4)) return plainDrawing(index);
    const one = kept[decisions.below(kept.length)];
    return one === undefined ? plainDrawing(index) : variationOf(one.drawing, one.draws, decisions);
  }
}
