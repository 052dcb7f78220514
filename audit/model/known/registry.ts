// SPDX-License-Identifier: GPL-2.0-or-later
import type { PairName } from '../../../drivers/registry';
import type { KnownCause } from '../shown';
import { AMDGPU_KNOWLEDGE } from './amdgpu';
import type { Knowledge } from './explanation';
import { FORMAT_CAUSES } from './formats';
import { GPUSVM_KNOWLEDGE } from './gpusvm';
import { DESTROYED_IN_BOTH, DESTROYED_REQUESTS, NO_PAGES } from './loops';
import { NOUVEAU_KNOWLEDGE } from './nouveau';
import { ODP_KNOWLEDGE } from './odp';
import { OUT_OF_MEMORY } from './releases';
import { RIGHTS_AS_ASKED } from './rights';
import { GENERIC_SETTINGS } from './settings';
import { XE_KNOWLEDGE } from './xe';

const OF_PAIRS: Readonly<Record<PairName, Knowledge>> = {
  nouveau: NOUVEAU_KNOWLEDGE,
  amdgpu: AMDGPU_KNOWLEDGE,
  'test_hmm-fault': {},
  'test_hmm-snapshot': {},
  xe: XE_KNOWLEDGE,
  gpusvm: GPUSVM_KNOWLEDGE,
  odp: ODP_KNOWLEDGE,
};

/** What is known of one driver alone, by the name of its pair; nothing of a user's own. */
export const KNOWLEDGE: Readonly<Record<string, Knowledge>> = OF_PAIRS;

const EVERY_PORT: readonly KnownCause[] = [
  ...FORMAT_CAUSES,
  DESTROYED_REQUESTS,
  NO_PAGES,
  OUT_OF_MEMORY,
];

/** What is known of a driver, and of every port between the two formats. */
export function knowledgeOf(own: Knowledge = {}): Required<Knowledge> {
  return {
    settings: [...(own.settings ?? []), ...GENERIC_SETTINGS],
    causes: [...(own.causes ?? []), ...EVERY_PORT],
    loops: [...(own.loops ?? []), DESTROYED_IN_BOTH],
    latent: [...(own.latent ?? []), ...(own.causes ?? []), ...EVERY_PORT, RIGHTS_AS_ASKED],
  };
}
