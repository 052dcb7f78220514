// SPDX-License-Identifier: GPL-2.0-or-later
import { resultOf, returnName } from '../../oracle/run/result';
import { makeSide } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { hex } from '../../oracle/scenario/json';
import type { Capture } from '../capture/read';
import type { ResultReport } from '../capture/schema';
import type { LiveCase } from '../cases/live-case';
import { wordsOf } from '../judge/compare';
import { LiveJudge } from '../judge/judge';

/**
 * What a kernel did as lines of results, for `--results NAME=FILE` of the other commands: each case
 * that a document says all of. Where new frames came, they have the names that the model has for
 * them, if the kernel's are the same ones by another name; a case that differs has the kernel's own.
 * Cases in which the page faults of the release decided otherwise than the model's are left out: no
 * document says what decided them, so they would only differ.
 */
export function* resultLines(
  { info, cases: outcomes }: Capture,
  side: SideName,
  cases: readonly LiveCase[],
): Generator<string> {
  if (info === undefined) return;
  const made: ReturnType<typeof makeSide>[] = [];
  const judge = new LiveJudge(info, (space) => {
    const one = makeSide(side, space);
    made.push(one);
    return one;
  });
  const [model] = made;
  for (const { recipe, known } of cases) {
    const outcome = outcomes.get(recipe.name);
    if (outcome?.kind !== 'result' || model === undefined) continue;
    const verdict = judge.judge(outcome.report, known);
    if (verdict.kind !== 'equal' && verdict.kind !== 'new') continue;
    const result = verdict.kind === 'equal' ? resultOf(model) : rawResult(outcome.report);
    yield `${JSON.stringify({ scenario: verdict.scenario, expect: { [side]: result } })}\n`;
  }
}

/** A result as the kernel gave it. */
function rawResult({ ret, errno, livelock, pfns, faults, walks }: ResultReport) {
  return {
    ret: livelock === true ? 'livelock' : ret === 0 ? returnName(0) : `-${errno ?? ret}`,
    pfns: [...wordsOf(pfns)].map(hex),
    faults: faults.map(([at, pages, kind]) => ({ at, pages, write: kind === 'w' })),
    walks,
  };
}
