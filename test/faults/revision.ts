// SPDX-License-Identifier: GPL-2.0-or-later
import { CHANGED_SINCE } from '../../modern/revision';
import type { PlantedFault } from './graph';

/** What later kernels changed, left as it was in 5.8: one fault a switch. */
export const REVISION_FAULTS: readonly PlantedFault[] = Object.keys(CHANGED_SINCE).map(
  (change) => ({
    name: `the revision’s ${change} is off`,
    file: 'modern/revision.ts',
    within: 'revisionOf',
    right: `${change}: has('${change}')`,
    wrong: `${change}: false`,
  }),
);
