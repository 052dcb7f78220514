// SPDX-License-Identifier: GPL-2.0-or-later
import { Random } from './random';

/** Draws after which another stream goes on. */
interface Turn {
  /** How many draws come before it. */
  readonly at: number;
  readonly seed: number;
}

/**
 * What a scenario is drawn from: a number of a stream, what comes in place of single draws of it, and where other streams
 * go on. Whatever that is, what is made of it obeys all rules of documents.
 */
export interface Drawing {
  readonly index: number;
  /** In the order of their draws. */
  readonly turns: readonly Turn[];
  /** By number of the draw. */
  readonly replaced: ReadonlyMap<number, number>;
}

/** What the number of a stream itself is drawn from. */
export function plainDrawing(index: number): Drawing {
  return { index, turns: [], replaced: NOTHING };
}

const NOTHING: ReadonlyMap<number, number> = new Map();
/** At most so many single draws are replaced at a time. */
const REPLACED_AT_ONCE = 3;
/** `Random.below` draws no larger numbers; a scenario takes less than that, unless it has some 100,000 pages. */
const FARTHEST_DRAW = 2 ** 21;

/**
 * A drawing that begins as this one does: all after some draw is drawn anew, or a few single draws are.
 *
 * @param draws how many there were, at least one.
 */
export function variationOf(drawing: Drawing, draws: number, random: Random): Drawing {
  const limit = Math.min(draws, FARTHEST_DRAW);
  return random.chance(1, 2)
    ? turned(drawing, random.below(limit), random.next())
    : withReplaced(drawing, limit, random);
}

function turned({ index, turns, replaced }: Drawing, at: number, seed: number): Drawing {
  return {
    index,
    turns: [...turns.filter((turn) => turn.at < at), { at, seed: seed >>> 0 }],
    replaced: new Map([...replaced].filter(([draw]) => draw < at)),
  };
}

function withReplaced(drawing: Drawing, limit: number, random: Random): Drawing {
  const replaced = new Map(drawing.replaced);
  for (let left = 1 + random.below(REPLACED_AT_ONCE); left > 0; left--) {
    replaced.set(random.below(limit), random.next());
  }
  return { ...drawing, replaced };
}

/** Gives what a drawing says. */
export class DrawingRandom extends Random {
  /** How many draws there were since it began. */
  draws = 0;
  private drawing = plainDrawing(0);
  private turnsTaken = 0;
  private nextTurn = -1;

  /** @param seed of the stream. */
  begin(seed: number, drawing: Drawing): void {
    this.restart(seed, drawing.index);
    this.drawing = drawing;
    this.draws = 0;
    this.turnsTaken = 0;
    this.nextTurn = drawing.turns[0]?.at ?? -1;
  }

  override next(): number {
    const draw = this.draws++;
    if (draw === this.nextTurn) this.turn(draw);
    const bits = super.next();
    const { replaced } = this.drawing;
    return replaced.size === 0 ? bits : (replaced.get(draw) ?? bits);
  }

  private turn(draw: number): void {
    const { turns } = this.drawing;
    this.restart(turns[this.turnsTaken]?.seed ?? 0, draw);
    this.nextTurn = turns[++this.turnsTaken]?.at ?? -1;
  }
}
