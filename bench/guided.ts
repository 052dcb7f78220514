// SPDX-License-Identifier: GPL-2.0-or-later
import { Judge } from '../oracle/campaign/judge';
import { drawerOf } from '../oracle/chunk/drawer';
import { PlannedChunks } from '../oracle/chunk/plan';
import type { RandomStream } from '../oracle/chunk/random-stream';
import { CellPairs } from '../oracle/coverage/cell-pairs';
import { Runner } from '../oracle/run/runner';
import type { SideName } from '../oracle/run/side-names';

const SIDES: readonly SideName[] = ['legacy', 'modern'];
const SEED = 1;
/** Seconds of processor time, and those after which it is looked at. */
const SECONDS = 40;
const MARKS = [5, 10, 20, SECONDS];

/**
 * How many cells, and pairs of them in one call, the chunks of a campaign reach on two sides by then, judged with the
 * contract: blind and guided.
 */
export function benchGuided(): readonly string[] {
  return [false, true].map((guided) => {
    const reached = reachedBy({ seed: SEED, profile: 'small', guided });
    const name = guided ? '… guided' : 'pairs of cells';
    return `${name.padEnd(17)} ${reached.join(', ')}`;
  });
}

function reachedBy(stream: RandomStream): readonly string[] {
  const plan = { sides: SIDES, vectors: [], scope: 0, streams: [stream], runs: null } as const;
  const reached = SIDES.map(() => new CellPairs());
  const texts: string[] = [];
  const from = process.cpuUsage();
  let scenarios = 0;
  for (const { part } of new PlannedChunks({ ...plan, together: false }).chosen(() => true)) {
    const judge = new Judge(Runner.of(SIDES));
    const drawer = drawerOf(stream, part.first);
    for (let index = part.first; index < part.stop; index++, scenarios++) {
      const scenario = drawer.draw(index);
      judge.judge(scenario);
      const { sides } = judge.runner;
      drawer.learn(sides, scenario);
      sides.forEach((side, position) => {
        reached[position]?.add(side, scenario);
      });
      if (scenarios % 256 > 0) continue;
      const { user, system } = process.cpuUsage(from);
      const seconds = (user + system) / 1e6;
      const mark = MARKS[texts.length] ?? SECONDS;
      if (seconds < mark) continue;
      const pairs = reached.reduce((sum, { size }) => sum + size, 0);
      texts.push(`${pairs} in ${mark} s (${Math.round(scenarios / 1000)},000 scenarios)`);
      if (texts.length === MARKS.length) return texts;
    }
  }
  return texts;
}
