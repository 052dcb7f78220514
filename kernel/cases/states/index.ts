// SPDX-License-Identifier: GPL-2.0-or-later
import { ANON_STATES } from './anon';
import { BORDERS, MEANWHILE } from './borders';
import type { State } from './building';
import { DEVICES } from './devices';
import { FILES } from './files';
import { HUGETLB, THP } from './huge';
import { MARKERS } from './markers';
import { EXCLUSIVE, PRIVATE } from './private';

export { GUEST_BASE, GUEST_PAGES, type State } from './building';

/** Every state of the named cases. */
export const STATES: readonly State[] = [
  ...ANON_STATES,
  ...BORDERS,
  ...FILES,
  ...THP,
  ...HUGETLB,
  ...DEVICES,
  ...MEANWHILE,
  ...MARKERS,
  ...PRIVATE,
  ...EXCLUSIVE,
];
