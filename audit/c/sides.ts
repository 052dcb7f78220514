// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import {
  MODERN_NAMES,
  MODERN_SIDES,
  type ModelName,
  type ModernName,
} from '../../oracle/run/side-names';
import { InputError } from '../../oracle/scenario/input-error';
import type { Version } from './version';

/** What only kernels have whose words tell the order of a mapping. */
const ORDER = /\b(hmm_pfn_to_map_order|HMM_PFN_ORDER_SHIFT)\b/;

/** The sides of the fixed format that code can be run on: those with 64-bit longs. */
export const AUDITED_SIDES: readonly ModernName[] = MODERN_NAMES.filter(
  (name) => MODERN_SIDES[name].bits === 64,
);

/**
 * The side that a user means by its name or its release: `modern-6.12`, `6.12`.
 * @throws InputError for any other one.
 */
export function auditedSide(option: string, text: string): ModernName {
  const found = AUDITED_SIDES.find((name) => name === text || MODERN_SIDES[name].kernel === text);
  if (found !== undefined) return found;
  const known = AUDITED_SIDES.map((name) => MODERN_SIDES[name].kernel).join(', ');
  throw new InputError({ file: option }, `expected a release of ${known}, got ${text}`);
}

/** What the user said of the sides. */
export interface SideChoice {
  readonly before: string | undefined;
  readonly after: string;
  readonly on: string | undefined;
  readonly beforeOn: string | undefined;
}

/**
 * Whose range fault each version calls. Unless the user says otherwise, that is v5.7 before and 5.8
 * after; or the latest release, for code that looks at map orders or is judged by itself.
 */
export function sidesFor({
  before,
  after,
  on,
  beforeOn,
}: SideChoice): Readonly<Record<Version, ModelName>> {
  const own = on === undefined ? undefined : auditedSide('--on', on);
  const old = beforeOn === undefined ? undefined : auditedSide('--before-on', beforeOn);
  const latest = AUDITED_SIDES.at(-1) ?? 'modern';
  const later = before === undefined || old !== undefined || looksAtOrders(after);
  const chosen = own ?? (later ? latest : 'modern');
  return { before: old ?? 'v5.7', after: chosen };
}

function looksAtOrders(file: string): boolean {
  try {
    return ORDER.test(readFileSync(file, 'utf8'));
  } catch {
    // What cannot be read is refused when it is compiled.
    return false;
  }
}
