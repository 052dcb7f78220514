// SPDX-License-Identifier: GPL-2.0-or-later
import { CLAUSES } from '../../../oracle/contract/registry';
import { COMMAND } from '../../../oracle/package/command';
import { comparisons, type Examined } from '../../../oracle/verdict/verdict';
import { type Case, caseOf } from '../model';
import { NEW_DIFFERENCE_RULE } from '../rules';
import { stableId } from '../stable-id';

/** Where the minimal scenario of a known cause is. */
const MINIMAL = 'fixtures/minimal';

/** Something known, a difference or a violation: how often it showed, or that it did not. */
export function knownCase(
  { id, title }: { readonly id: string; readonly title: string },
  count: number,
): Case {
  return caseOf({
    id,
    name: title,
    status: count > 0 ? 'known' : 'skipped',
    message: count > 0 ? `known: ${title}` : `not seen: ${title}`,
    count,
    locations: [{ file: `${MINIMAL}/${id}.json`, line: null, in: 'input', text: null }],
    replay: `${COMMAND} explain ${id}`,
  });
}

/** A cause that nothing known explains: two sides that differ, or one that breaks a promise. */
export function newCase(
  { cause, broken }: { readonly cause: string; readonly broken: string | null },
  parts: Partial<Case>,
): Case {
  const clause = CLAUSES.find(({ id }) => id === broken);
  return caseOf({
    id: `new/${stableId(cause)}`,
    rule: clause?.id ?? NEW_DIFFERENCE_RULE.id,
    name: cause,
    status: 'failed',
    message: `new: ${cause}`,
    ...parts,
  });
}

/**
 * The case that stands where nothing was found, so that a suite is never empty. It passes only if
 * something was looked at.
 */
export function nothingNew(where: string, examined: Examined): Case {
  const looked = comparisons(examined) > 0;
  return caseOf({
    id: 'new',
    rule: NEW_DIFFERENCE_RULE.id,
    name: 'no unexplained differences',
    status: looked ? 'passed' : 'skipped',
    message: looked ? `no unexplained differences in ${where}` : 'nothing was compared',
  });
}
