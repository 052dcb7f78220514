// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair } from '../../drivers/conversion';
import type { Window } from '../../drivers/windows';
import type { Scenario } from '../../oracle/scenario/scenario';
import type { PortDifference } from './compare';
import type { WindowRun } from './version-run';
import type { WhatIfId } from './what-if';

/** A difference that a window of a scenario shows, with where it comes from. */
export interface Shown {
  readonly pair: DriverPair;
  readonly scenario: Scenario;
  readonly window: Window;
  readonly difference: PortDifference;
  /** What has to be alike for it to be gone; null: it is the conversion's or the formats'. */
  readonly because: WhatIfId | null;
  readonly before: WindowRun;
  readonly after: WindowRun;
}

/**
 * A cause that is understood, for one driver or for all. As tight as a known difference between
 * sides is: it explains exactly what comes from it.
 */
export interface KnownCause {
  /** Stable; follows the name of the driver. */
  readonly id: string;
  readonly title: string;
  /** The line of reasoning. */
  readonly why: string;
  /** The effect on the device, or on whoever uses it. */
  readonly effect: string;
  explains(shown: Shown): boolean;
}
