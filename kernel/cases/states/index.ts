// SPDX-License-Identifier: GPL-2.0-or-later
import { ANON } from './anon';
import { BORDERS, MEANWHILE } from './borders';
import type { State } from './building';
import { DEVICES } from './devices';
import { FILES } from './files';
import { HUGETLB, THP } from './huge';

export { BASE, PAGES, type State } from './building';

/** Every state of the named cases. */
export const STATES: readonly State[] = [
  ...ANON,
  ...BORDERS,
  ...FILES,
  ...THP,
  ...HUGETLB,
  ...DEVICES,
  ...MEANWHILE,
];
