// SPDX-License-Identifier: GPL-2.0-or-later
import { AMDGPU_PAIR } from './amdgpu/pair';
import type { DriverPair } from './conversion';
import { NOUVEAU_PAIR } from './nouveau/pair';
import { TEST_HMM_FAULT_PAIR, TEST_HMM_SNAPSHOT_PAIR } from './test_hmm/pairs';

/** The drivers whose ports can be audited, by the name that the command takes. */
export const DRIVER_PAIRS: Readonly<Record<string, readonly DriverPair[]>> = {
  nouveau: [NOUVEAU_PAIR],
  amdgpu: [AMDGPU_PAIR],
  test_hmm: [TEST_HMM_FAULT_PAIR, TEST_HMM_SNAPSHOT_PAIR],
};
