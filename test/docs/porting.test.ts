// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { RULES } from '../../audit/text/rules';
import { CHANGED_SINCE } from '../../modern/revision';
import { ROOT } from '../support/source-graph';

const PAGE = readFileSync(join(ROOT, 'docs/porting.md'), 'utf8');

it('the port guide names every rule for those who call hmm_range_fault()', () => {
  const rules = RULES.filter(({ concerns }) => concerns === 'callers').map(({ id }) => id);
  expect(rules.length).toBeGreaterThan(15);
  expect(rules.filter((id) => !PAGE.includes(`\`${id}\``))).toEqual([]);
});

it('the port guide has every release that changed what the range fault does', () => {
  const releases = [...new Set(Object.values(CHANGED_SINCE))];
  expect(releases.filter((release) => !PAGE.includes(`\n| ${release} |`))).toEqual([]);
});
