// SPDX-License-Identifier: GPL-2.0-or-later

/** Which scenario of a source is meant; the first one, if nothing says. */
export interface ScenarioSelection {
  readonly id?: string | undefined;
  /** The line where it begins, from 1 on. */
  readonly line?: number | undefined;
}
