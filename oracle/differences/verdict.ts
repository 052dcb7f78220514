// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../legacy/well-formed';
import { askedOtherwise, type Incomparable } from '../compare/comparable';
import { compare, type Disagreement, type Pair } from '../compare/compare';
import { isModern } from '../run/side';
import { formatOf } from '../scenario/scenario';
import type { Difference } from './difference';
import { DIFFERENCES } from './registry';

/** A disagreement, with the known difference that explains it, or null: it is new. */
export interface Finding {
  readonly disagreement: Disagreement;
  readonly difference: Difference | null;
}

/** What a comparison of two sides on one scenario comes to. */
export type Verdict =
  | { readonly kind: 'equal' }
  | { readonly kind: 'differ'; readonly findings: readonly Finding[] }
  | { readonly kind: 'incomparable'; readonly why: Incomparable };

const EQUAL: Verdict = { kind: 'equal' };

/** Compares two sides that ran a scenario, and explains what differs by the known differences. */
export function judge(pair: Pair, known: readonly Difference[] = DIFFERENCES): Verdict {
  const overflow = pair.left.overflow ?? pair.right.overflow;
  if (overflow !== undefined) {
    return { kind: 'incomparable', why: { id: 'pfn-overflow', page: overflow.page } };
  }
  const disagreements = compare(pair);
  if (disagreements.length === 0) return EQUAL;
  if (crossesFormats(pair) && formatDefectIds(formatOf(pair.scenario)).size > 0) {
    const why = askedOtherwise(pair.scenario);
    if (why !== undefined) return { kind: 'incomparable', why };
  }
  const candidates = known.filter(({ between }) => between(pair.left.name, pair.right.name));
  const findings = disagreements.map((disagreement): Finding => {
    const difference = candidates.find((candidate) => candidate.explains(pair, disagreement));
    return { disagreement, difference: difference ?? null };
  });
  return { kind: 'differ', findings };
}

function crossesFormats({ left, right }: Pair): boolean {
  return isModern(left.name) !== isModern(right.name);
}
