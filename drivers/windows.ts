// SPDX-License-Identifier: GPL-2.0-or-later
import type { Access, DriverModel } from './driver';

/** Pages that a driver handles in one call, by their place in a stretch of pages. */
export interface Window {
  readonly first: number;
  readonly accesses: readonly Access[];
}

/**
 * The windows that a driver makes up for a stretch of pages that the device wants: pages that nobody
 * wants lie only inside a window, no window is larger than the driver's, and where a driver wants
 * all pages alike, the most that is wanted of one is wanted of all.
 *
 * @param limit the most pages of a window.
 */
export function windowsOf(
  driver: DriverModel,
  wanted: readonly Access[],
  limit: number,
): readonly Window[] {
  const windows: Window[] = [];
  const startsAnywhere = driver.builds(['none']);
  for (let first = 0; first < wanted.length; ) {
    if (wanted[first] === 'none' && !startsAnywhere) {
      first++;
      continue;
    }
    const pages = wanted.slice(first, first + limit);
    while (!startsAnywhere && pages.at(-1) === 'none') pages.pop();
    const accesses = builtFrom(driver, pages);
    if (accesses !== undefined) windows.push({ first, accesses });
    first += pages.length;
  }
  return windows;
}

const UNIFORM: readonly Access[] = ['write', 'read', 'none'];

function builtFrom(driver: DriverModel, pages: readonly Access[]): readonly Access[] | undefined {
  if (driver.builds(pages)) return pages;
  const writes = pages.includes('write') || pages.includes('atomic');
  return UNIFORM.filter((access) => access !== 'write' || writes)
    .map((access) => pages.map(() => access))
    .find((accesses) => driver.builds(accesses));
}
