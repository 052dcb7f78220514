// SPDX-License-Identifier: GPL-2.0-or-later
import type { Decision } from '../../oracle/campaign/decision';
import { INCOMPARABLE_REASONS, type Incomparable } from '../../oracle/compare/compare';
import type { OriginName } from '../../oracle/compare/origin';
import type { Verdict } from '../../oracle/differences/verdict';
import type { Answer } from '../../oracle/external/answer';
import type { WireNote } from '../wire/types';

/** What two trees' replies to one scenario come to. */
export type PairVerdict =
  | { readonly kind: 'equal' }
  /** All in which they differ is known: differences between releases, by id. */
  | { readonly kind: 'explained'; readonly ids: readonly string[] }
  /** The tree after decides otherwise than the tree before, and nothing known says why. */
  | { readonly kind: 'new'; readonly decision: Decision }
  /** A walk of the tree after resumes elsewhere, from which all follows in which the two differ. */
  | { readonly kind: 'resumed'; readonly note: WireNote; readonly met: OriginName | undefined }
  /** Only one of them comes to a result. */
  | {
      readonly kind: 'crash';
      readonly which: 'before' | 'after';
      readonly what: string;
      readonly lines: readonly string[];
    }
  /** Neither comes to a result, for the same reason. */
  | { readonly kind: 'both-crash'; readonly what: string }
  | { readonly kind: 'none'; readonly why: string };

/** What it comes to that one of the two has no result. */
export function crashOf(before: Answer, after: Answer): PairVerdict {
  if (before.kind === 'failed' && after.kind === 'failed' && before.what === after.what) {
    return { kind: 'both-crash', what: after.what };
  }
  if (after.kind === 'failed') return { ...after, kind: 'crash', which: 'after' };
  if (before.kind === 'failed') return { ...before, kind: 'crash', which: 'before' };
  throw new TypeError('expected a failure');
}

/** The known differences by which a verdict is explained; undefined if something is left. */
export function idsOf(verdict: Verdict): readonly string[] | undefined {
  switch (verdict.kind) {
    case 'equal':
      return undefined;
    case 'incomparable':
      return [INCOMPARABLE_REASONS[verdict.why.id].id satisfies Incomparable['id']];
    case 'differ': {
      const ids = verdict.findings.map(({ difference }) => difference?.id);
      return ids.every((id) => id !== undefined) ? [...new Set(ids)] : undefined;
    }
  }
}
