// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { campaign } from './documents';
import { FEATURES, featuresOf, NEWER_FEATURES } from './features';

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

it('reaches the entries of later documents with the profile recent, and with no other', () => {
  const missing = new Set(NEWER_FEATURES);
  expect(missing.size).toBe(22);
  for (const scenario of campaign(21, 'recent', 20_000)) {
    for (const feature of featuresOf(scenario)) missing.delete(feature);
    if (missing.size === 0) break;
  }
  expect([...missing]).toEqual([]);
});
