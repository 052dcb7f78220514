// SPDX-License-Identifier: GPL-2.0-or-later

/** A number of scenarios, in words. */
export function scenarioCount(count: number): string {
  return count === 1 ? '1 scenario' : `${count} scenarios`;
}
