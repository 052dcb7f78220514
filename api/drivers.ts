// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * What a model of a driver is made of, for `hmm-pfn audit ./my-driver.ts`: the driver before and
 * after its port, as far as the range fault is concerned. `examples/my-driver.ts` is a whole one.
 *
 * @module drivers
 */
import type { DescribedVersion } from '../drivers/conversion';

export {
  type Aperture,
  type Conversion,
  type DescribedVersion as DriverVersion,
  eachPage,
  type FaultedWindow,
  type PageFacts,
  type PageOutcome,
} from '../drivers/conversion';
export {
  ACCESSES,
  type Access,
  type DriverFormat,
  type DriverModel,
  type Encoding,
} from '../drivers/driver';
export {
  HMM_PFN_DMA_MAPPED,
  HMM_PFN_ERROR,
  HMM_PFN_FLAGS,
  HMM_PFN_P2PDMA,
  HMM_PFN_P2PDMA_BUS,
  HMM_PFN_VALID,
  HMM_PFN_WRITE,
  mapOrderOfWord,
  pfnOfWord,
} from '../drivers/hmm-pfn-word';
export {
  type Bound,
  type Check,
  type Loop,
  type LoopCall,
  type Pieces,
  PLAIN_LOOP,
  type Rewrites,
  type Sequence,
} from '../drivers/loop';
export type { LoopDocument, LoopRequests } from '../drivers/loop-document';
export type { LoopTraits } from '../drivers/loop-traits';
export type { Retry } from '../drivers/retry';
export { LegacyFormat, type LegacyFormatFields } from '../legacy/format';
export { Ask } from '../mm/range';

/**
 * What a module of a driver exports by default; anything else in it is refused. Its functions answer at
 * once, and the same to the same question whatever was asked before.
 */
export interface DriverModule {
  /** Begins the ids of causes; the name of the file, if it is not given. */
  readonly name?: string;
  /** For a person; the name, if it is not given. */
  readonly title?: string;
  /** The driver before the change: for the customizable format, or an older version for the fixed one. */
  readonly before: DescribedVersion;
  /** The driver after it. */
  readonly after: DescribedVersion;
}
