// SPDX-License-Identifier: GPL-2.0-or-later

/**
 * What a model of a driver is made of, for `hmm-pfn audit ./my-driver.ts`: the driver before and
 * after its port, as far as the range fault is concerned. `examples/my-driver.ts` is a whole one.
 *
 * @module drivers
 */
import type { DriverVersion } from '../drivers/conversion';

export {
  type Aperture,
  type Conversion,
  type DriverVersion,
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
  type LoopTraits,
} from '../drivers/driver';
export {
  HMM_PFN_ERROR,
  HMM_PFN_FLAGS,
  HMM_PFN_VALID,
  HMM_PFN_WRITE,
  pfnOfWord,
} from '../drivers/hmm-pfn-word';
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
  /** The driver for the customizable format. */
  readonly before: DriverVersion;
  /** The driver for `HMM_PFN_*`. */
  readonly after: DriverVersion;
}
