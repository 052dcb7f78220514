// SPDX-License-Identifier: GPL-2.0-or-later
import { ArgumentError } from '../../oracle/scenario/argument-error';
import { FEATURE_GROUPS, FEATURES } from './vocabulary';

/** Which scenarios to take: those that have, of each term, at least one feature. */
export interface Selection {
  readonly terms: readonly (readonly string[])[];
}

const KNOWN = new Set(FEATURES);

/**
 * Reads `--only`: a term an argument, all of which must hold; a term is features with commas
 * between, one of which must.
 *
 * @throws ArgumentError for what is no feature; it names those that there are.
 */
export function parseSelection(given: readonly string[]): Selection {
  return { terms: given.map((term) => term.split(',').map(known)) };
}

/** Whether a scenario with these features is selected. */
export function selects({ terms }: Selection, features: ReadonlySet<string>): boolean {
  return terms.every((term) => term.some((feature) => features.has(feature)));
}

function known(feature: string): string {
  if (KNOWN.has(feature)) return feature;
  throw new ArgumentError(`"--only" expected ${expected(feature)}, got ${JSON.stringify(feature)}`);
}

function expected(feature: string): string {
  const [group = ''] = feature.split(':');
  const named = FEATURE_GROUPS.find((one) => one.group === group);
  if (named !== undefined) {
    return `of ${group}: one of ${named.names.map((name) => `${group}:${name}`).join(' ')}`;
  }
  const meant = FEATURES.filter((one) => feature !== '' && one.endsWith(`:${feature}`));
  if (meant.length > 0) return `a feature with its group, such as ${meant.join(' or ')}`;
  const groups = FEATURE_GROUPS.map((one) => one.group).join(' ');
  return `group:name with a group of ${groups} (hmm-pfn fixtures features lists all)`;
}
