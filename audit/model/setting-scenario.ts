// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair } from '../../drivers/conversion';
import type { Access } from '../../drivers/driver';
import { windowsOf } from '../../drivers/windows';
import { NOUVEAU } from '../../legacy/known-formats';
import { Ask } from '../../mm/range';
import { advance, PAGE_SIZE, PMD_SIZE } from '../../mm/units';
import type { Scenario } from '../../oracle/scenario/scenario';
import { BASE, imageOf, PLAIN_VMA, vmas } from '../../oracle/scope/building';
import { askOfAccess, defaultsOf } from './accesses';
import { type MinimalScenario, minimalForCause } from './minimal';
import { PairJudge } from './pair-judge';
import type { SettingDifference } from './settings';

const WINDOWS: readonly (readonly Access[])[] = [['read'], ['write'], ['none']];

/**
 * A page that is not there yet, wanted in the way that the versions ask otherwise, between two that
 * are read if the driver makes up no window for it alone; or, for what is the same for all accesses,
 * wanted in the first way for which the driver makes up a window.
 */
export function settingScenario(
  pair: DriverPair,
  { access }: SettingDifference,
): MinimalScenario | null {
  const windows = access === undefined ? WINDOWS : [[access], ['read', access, 'read'] as const];
  const wanted = windows.find((one) => windowsOf(pair.before, one, one.length).length > 0);
  if (wanted === undefined) return null;
  const scenario: Scenario = {
    id: 'setting',
    mm: imageOf(vmas(PLAIN_VMA, BASE, advance(BASE, PMD_SIZE)), []),
    range: {
      start: BASE,
      end: advance(BASE, wanted.length * PAGE_SIZE),
      defaults: defaultsOf(wanted),
      mask: Ask.nothing,
      asks: Uint8Array.from(wanted, askOfAccess),
      owner: 0,
    },
    format: NOUVEAU,
  };
  const judge = new PairJudge(pair);
  const shown = judge.runs(scenario, judge.windows(scenario)).at(-1);
  return shown === undefined ? null : minimalForCause(scenario, shown);
}
