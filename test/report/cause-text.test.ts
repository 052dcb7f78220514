// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { scenarioCount } from '../../report/text/cause-text';

it('one scenario is not said to be several', () => {
  expect([0, 1, 2].map(scenarioCount)).toEqual(['0 scenarios', '1 scenario', '2 scenarios']);
});
