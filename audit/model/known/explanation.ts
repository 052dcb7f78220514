// SPDX-License-Identifier: GPL-2.0-or-later
import type { KnownLoopCause } from '../loops';
import type { KnownSetting } from '../settings';
import type { KnownCause } from '../shown';

/** What is known about a driver's port; anything else is new. */
export interface Knowledge {
  /** Differences in what is asked, in the policy and in the traits of the loop. */
  readonly settings?: readonly KnownSetting[];
  /** Differences that windows show. */
  readonly causes?: readonly KnownCause[];
  /** What the attempt loops can come to. */
  readonly loops?: readonly KnownLoopCause[];
  /** What would show under a different policy: with nothing requested. */
  readonly latent?: readonly KnownCause[];
}
