// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { campaign } from './documents';
import { FEATURES, featuresOf } from './features';

/** The rarest are single formats and single hugetlb entries in events. */
const SCENARIOS = 60_000;

it('reaches every feature that a document can express', () => {
  const missing = new Set(FEATURES);
  const unknown = new Set<string>();
  const known = new Set(FEATURES);
  for (const scenario of campaign(21, 'mixed', SCENARIOS)) {
    for (const feature of featuresOf(scenario)) {
      missing.delete(feature);
      if (!known.has(feature)) unknown.add(feature);
    }
    if (missing.size === 0) break;
  }
  expect([...missing]).toEqual([]);
  expect([...unknown]).toEqual([]);
});
