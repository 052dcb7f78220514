// SPDX-License-Identifier: GPL-2.0-or-later
import { CLAUSES } from '../../oracle/contract/registry';
import { DIFFERENCES } from '../../oracle/differences/registry';
import { SIMPLIFICATIONS } from '../../oracle/simplifications/registry';
import { anchor } from '../pages/reference';
import type { ReportRule } from './model';

/** A result that is not the one which stands beside the scenario: in golden vectors, the kernel's. */
export const VECTOR_RULE: ReportRule = {
  id: 'vector-agrees',
  title: 'a side agrees with the results of the vectors',
  why: 'The golden vectors were measured from kernel code: where a side has a different result, the model is wrong.',
  effect: 'What the model says about a driver cannot be relied on.',
  page: 'docs/model.md',
};

/** Two sides that differ for a cause that no known difference explains. */
export const NEW_DIFFERENCE_RULE: ReportRule = {
  id: 'sides-agree',
  title: 'the sides agree, or a known difference explains where they do not',
  why: 'Both formats represent the same page states and make the same fault decisions; each known exception has an entry.',
  effect: 'A driver that is ported from one format to the other gets a different result.',
  page: 'docs/differences.md',
};

/** A side from outside that is not as the model that it is like. */
export const EXTERNAL_RULE: ReportRule = {
  id: 'side-is-as-its-model',
  title: 'a side from outside does what the model does that it is like',
  why: 'Return code, array, page faults and walks of both are compared on the same scenarios.',
  effect:
    'What is known of the release that the model stands for does not hold for this implementation.',
  page: 'docs/sides.md',
};

/** A cause that shows in a scope more often than is expected, or less. */
export const COUNT_RULE: ReportRule = {
  id: 'scope-counts',
  title: 'each cause shows in a scope as often as expected',
  why: 'The scenarios of a scope are always the same: if a known cause shows in fewer or more of them, some decision has changed.',
  effect: 'A known difference may be gone, or may explain what it is not meant to explain.',
  page: 'docs/scopes.md',
};

/** A failure that an earlier run has stored, and that is still there. */
export const STORED_RULE: ReportRule = {
  id: 'stored-failure-fixed',
  title: 'a stored failure is fixed',
  why: 'What an unexplained difference was found by is run again first, until it shows nothing unexplained any more.',
  effect: 'Something that was found before is still wrong, or is wrong again.',
  page: 'docs/campaigns.md',
};

/** Something that a campaign has to reach, and has not reached often enough. */
export const MINIMUM_RULE: ReportRule = {
  id: 'minimum-reached',
  title: 'a campaign reaches what it has to reach',
  why: 'What no scenario reached was not tried: that nothing was found there says nothing.',
  effect: 'Unchecked code is assumed to be correct.',
  page: 'docs/campaigns.md',
};

const CLAUSE_RULES: readonly ReportRule[] = CLAUSES.map(({ id, promise }) => ({
  id,
  title: promise,
  why: 'Callers of hmm_range_fault() rely on this promise.',
  effect: 'A driver that relies on it misbehaves.',
  page: `docs/contract.md#${anchor(id)}`,
}));

const VIOLATION_RULES: readonly ReportRule[] = CLAUSES.flatMap(({ violations }) =>
  violations.map(({ id, title, why, driver }) => ({
    ...{ id, title, why },
    effect: driver,
    page: `docs/contract.md#${anchor(id)}`,
  })),
);

const DIFFERENCE_RULES: readonly ReportRule[] = DIFFERENCES.map(({ id, title, why, driver }) => ({
  ...{ id, title, why },
  effect: driver,
  page: `docs/differences.md#${anchor(id)}`,
}));

/** A rule of the model that is simpler than a kernel, and that a scenario meets. */
export const SIMPLIFICATION_RULES: readonly ReportRule[] = SIMPLIFICATIONS.map(
  ({ id, title, model, kernel }) => ({
    id: `simplification.${id}`,
    title,
    why: `${model} ${kernel}`,
    effect: 'None by itself: on a kernel the result of the scenario may be different.',
    page: `docs/simplifications.md#${id}`,
  }),
);

/** Everything that the range faults and their sides can be reported for. */
export const SIDE_RULES: readonly ReportRule[] = [
  VECTOR_RULE,
  NEW_DIFFERENCE_RULE,
  COUNT_RULE,
  EXTERNAL_RULE,
  STORED_RULE,
  MINIMUM_RULE,
  ...DIFFERENCE_RULES,
  ...CLAUSE_RULES,
  ...VIOLATION_RULES,
];
