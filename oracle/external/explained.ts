// SPDX-License-Identifier: GPL-2.0-or-later
import { DECISIONS } from '../campaign/decision';
import type { SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import type { ExternalSide } from './external-side';
import { HeldJudge } from './held-judge';

/** What a side from outside made of one scenario, beside the model that it is like. */
export interface ExplainedExternal {
  readonly name: string;
  readonly like: SideName;
  readonly verdict: 'equal' | 'other' | 'failed' | 'none';
  /** The first decision that went differently; what failed; why there is nothing to compare. */
  readonly why: string;
  /** The two results as a diff; for a failure, what is known of it. */
  readonly lines: readonly string[];
}

/** Asks sides for one scenario, and holds each answer to the model. */
export async function explainExternals(
  scenario: Scenario,
  sides: readonly ExternalSide[],
): Promise<readonly ExplainedExternal[]> {
  const explained: ExplainedExternal[] = [];
  for (const side of sides) explained.push(await explainExternal(scenario, side));
  return explained;
}

async function explainExternal(scenario: Scenario, side: ExternalSide): Promise<ExplainedExternal> {
  const { name, like } = side;
  const [answer] = await side.answers([scenario]);
  if (answer === undefined) throw new TypeError('one scenario has one answer');
  const judge = new HeldJudge(side);
  const held = judge.hold(scenario, answer);
  switch (held.kind) {
    case 'equal':
      return { name, like, verdict: 'equal', why: '', lines: [] };
    case 'known':
      return {
        name,
        like,
        verdict: 'other',
        why: held.id,
        lines: judge.diff(scenario).split('\n'),
      };
    case 'none':
      return { name, like, verdict: 'none', why: held.why, lines: [] };
    case 'failed':
      return { name, like, verdict: 'failed', why: held.what, lines: held.lines };
    case 'other': {
      const { decision, met } = held.decision;
      const why = `${DECISIONS[decision]}${met === undefined ? '' : ` (${met})`}`;
      return { name, like, verdict: 'other', why, lines: judge.diff(scenario).split('\n') };
    }
  }
}
