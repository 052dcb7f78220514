// SPDX-License-Identifier: GPL-2.0-or-later
import type { Counted } from '../chunk/counted';
import { familyCounts } from '../chunk/run-families';
import { type CountComparison, compareCounts } from '../scope/count-changes';
import { expectedCounts } from '../scope/expected-counts';
import type { FamilyCount } from '../scope/family-counts';
import { familiesOf, type Scope } from '../scope/scopes';

/** How much of each family of a scope was judged, and whether the counts are the expected ones. */
export function scopePartOf(
  scope: Scope,
  counted: Counted,
): { readonly families: readonly FamilyCount[]; readonly held: CountComparison } {
  const families = familyCounts(familiesOf(scope), counted);
  return { families, held: heldCounts(families, counted) };
}

/** Families that were not judged to their end have counts that say nothing. */
function heldCounts(families: readonly FamilyCount[], scope: Counted): CountComparison {
  const counted = families.flatMap(({ name, size }) => {
    const counts = scope.families[name];
    return counts === undefined || counts.size < size ? [] : [counts];
  });
  const { compared, changes, notCompared } = compareCounts(counted, (family) =>
    expectedCounts(family),
  );
  const cut = families.length - counted.length;
  const early = `the counts of ${cut} of ${families.length} families: interrupted before they were complete`;
  return { compared, changes, notCompared: [...(cut > 0 ? [early] : []), ...notCompared] };
}
