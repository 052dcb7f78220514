// SPDX-License-Identifier: GPL-2.0-or-later
import type { LegacyFormat, LegacyRevision } from '../legacy/format';
import type { Ask, RangeRequest } from '../mm/range';
import { type Address, advance, PAGE_SIZE, RANGE_PAGES_LIMIT } from '../mm/units';
import type { KernelVersion } from '../modern/revision';
import { type Loop, rewriting } from './loop';

/**
 * What the device wants of a page. `none` is a page that lies between two others of a window, and
 * that nobody accessed.
 */
export const ACCESSES = ['read', 'write', 'prefetch', 'atomic', 'none'] as const;
/** What the device wants of one page. */
export type Access = (typeof ACCESSES)[number];

/** Which `hmm_range_fault()` the driver was built against, and in which words it speaks to it. */
export type DriverFormat =
  | {
      readonly kind: 'customizable';
      readonly revision: LegacyRevision;
      readonly format: LegacyFormat;
    }
  /** With the range fault of the release that is named, 5.8 without; its words are laid out so, too. */
  | { readonly kind: 'fixed'; readonly revision?: KernelVersion };

/** What a driver writes into `struct hmm_range` for a window, in words of no format. */
export interface Encoding {
  readonly defaults: Ask;
  readonly mask: Ask;
  /** One for each page. */
  readonly asks: readonly Ask[];
}

/**
 * One version of a driver, up to the point where its loop has ended; what it makes of the entries
 * (the conversion) comes after that, and is no business of the loop.
 */
export interface DriverModel {
  /** Stable. */
  readonly id: string;
  readonly title: string;
  readonly format: DriverFormat;
  /** The most pages that it asks for in one call; null if there is no limit. */
  readonly windowLimit: number | null;
  /** `dev_private_owner`; 0 is none. */
  readonly owner: number;
  readonly loop: Loop;
  /** The requests for a window in which the device wants these pages. */
  encode(accesses: readonly Access[]): Encoding;
  /** Whether the driver itself ever makes up such a window. */
  builds(accesses: readonly Access[]): boolean;
}

/** A driver version of this project, whose id the compiler knows. */
export interface Driver extends DriverModel {
  readonly id: Lowercase<string>;
}

/** The owner of the device-private pages of the device that a driver drives. */
export const OWN_DEVICE = 1;

/**
 * The call that a driver makes for a window that begins at `start`.
 * @throws RangeError if the window is larger than the driver's.
 */
export function rangeRequest(
  driver: DriverModel,
  accesses: readonly Access[],
  start: Address,
): RangeRequest {
  const limit = driver.windowLimit ?? RANGE_PAGES_LIMIT;
  if (accesses.length > limit) {
    throw new RangeError(`"accesses" expected at most ${limit} pages, got ${accesses.length}`);
  }
  const { defaults, mask, asks } = driver.encode(accesses);
  const end = advance(start, accesses.length * PAGE_SIZE);
  return { start, end, defaults, mask, asks: Uint8Array.from(asks), owner: driver.owner };
}

/** The same driver with the requests written anew before each attempt: the review's FIXME, done. */
export function regenerating<Model extends DriverModel>(driver: Model): Model {
  return { ...driver, loop: rewriting(driver.loop) };
}
