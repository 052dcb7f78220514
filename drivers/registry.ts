// SPDX-License-Identifier: GPL-2.0-or-later
import { AMDGPU_PAIR, amdgpuAfter, amdgpuBefore } from './amdgpu/pair';
import type { KnownPair } from './conversion';
import type { Driver } from './driver';
import { GPUSVM_PAIR } from './gpusvm/pair';
import { nouveauAfter } from './nouveau/after';
import { nouveauBefore } from './nouveau/before';
import { NOUVEAU_PAIR } from './nouveau/pair';
import { ODP_PAIR } from './odp/pair';
import { TEST_HMM_FAULT_PAIR, TEST_HMM_SNAPSHOT_PAIR } from './test_hmm/pairs';
import { unlockedLoop } from './unlocked-loop';
import { XE_PAIR } from './xe/pair';

/** What there is of a driver. */
interface DriverRow {
  /** Its ports, each of which can be audited. */
  readonly pairs: readonly KnownPair[];
  /** Its versions whose attempt loops `attempts` enumerates, older before newer; maybe none. */
  readonly loops: readonly Driver[];
}

/** Every driver, by the name that commands take. All lists of drivers derive from it. */
const TABLE = {
  nouveau: { pairs: [NOUVEAU_PAIR], loops: [nouveauBefore, nouveauAfter] },
  amdgpu: { pairs: [AMDGPU_PAIR], loops: [amdgpuBefore, amdgpuAfter] },
  // Its loop is nouveau's, and nothing retries with requests that were overwritten: the mask is 0.
  test_hmm: { pairs: [TEST_HMM_FAULT_PAIR, TEST_HMM_SNAPSHOT_PAIR], loops: [] },
  // Its loop of 7.3 is gpusvm's.
  xe: { pairs: [XE_PAIR], loops: [XE_PAIR.before] },
  // Its loop of 7.2 ends as nouveau's does.
  gpusvm: { pairs: [GPUSVM_PAIR], loops: [GPUSVM_PAIR.after] },
  odp: { pairs: [ODP_PAIR], loops: [ODP_PAIR.before, ODP_PAIR.after] },
} as const satisfies Readonly<Record<string, DriverRow>>;

/** Loops that are no driver's own, but the kernel's. */
const KERNEL_LOOPS = [unlockedLoop] as const;

type Rows = (typeof TABLE)[keyof typeof TABLE];
/** A pair of some driver, by its name. */
export type PairName = Rows['pairs'][number]['name'];
/** A driver version with its conversion, by its id. */
export type VersionId = Rows['pairs'][number]['before' | 'after']['id'];
/** A driver version with an attempt loop, or the kernel's own loop, by its id. */
export type DriverId = Rows['loops'][number]['id'] | (typeof KERNEL_LOOPS)[number]['id'];

/** What there is of each driver. */
export const DRIVER_ROWS: Readonly<Record<string, DriverRow>> = TABLE;

/** A driver version with an attempt loop. */
export interface LoopDriver extends Driver {
  readonly id: DriverId;
}

/** Every driver version with an attempt loop, older before newer; then the kernel's own. */
export const DRIVERS: readonly LoopDriver[] = [
  ...Object.values(TABLE).flatMap(({ loops }): readonly LoopDriver[] => loops),
  ...KERNEL_LOOPS,
];
