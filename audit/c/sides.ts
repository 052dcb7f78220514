// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import {
  type FixedFormatName,
  type GivenName,
  givenNames,
  isModern,
  legacyRevisionOf,
  MODERN_NAMES,
  MODERN_SIDES,
  type ModernName,
  type SideName,
  wordLayoutOf,
} from '../../oracle/run/side-names';
import { InputError } from '../../oracle/scenario/input-error';
import { modelNamed, RELEASE_SPAN } from '../../oracle/scenario/sides';
import type { Version } from './version';

/** What only kernels have whose words tell the order of a mapping. */
const ORDER = /\b(hmm_pfn_to_map_order|HMM_PFN_ORDER_SHIFT)\b/;

/** The sides of the fixed format that code can be run on: those with 64-bit longs. */
const AUDITED_SIDES: readonly ModernName[] = MODERN_NAMES.filter(
  (name) => MODERN_SIDES[name].bits === 64,
);

/** Whose range fault each version calls: a model's, or that of a kernel tree that is open. */
export type AuditedSides = Readonly<Record<Version, SideName>>;

/**
 * The side of the fixed format that a user means: by its name (`modern-6.12`), by a release, which is the
 * side's that does the same (`6.14`), or by the name that a tree was given, which comes first: a tree may be called `6.12`.
 * @throws InputError for any other one.
 */
function auditedSide(option: string, text: string): FixedFormatName {
  const isTree = givenNames().some((name) => name === text);
  const model = isTree ? undefined : (modelNamed(text) ?? modelNamed(`modern-${text}`));
  const found = AUDITED_SIDES.find((name) => name === model);
  if (found !== undefined) return found;
  const tree = treeNamed(option, text);
  if (isModern(tree)) return tree;
  throw new InputError(
    { file: option },
    `expected a side with the fixed format, got the tree ${text}, whose format is the driver’s own: ` +
      'it can be --before-on only',
  );
}

/** As {@link auditedSide}, for the code before, which may be of the customizable format. */
function sideBefore(text: string): SideName {
  const tree = givenNames().find((name) => name === text);
  if (tree === undefined || isModern(tree)) return auditedSide('--before-on', text);
  if (legacyRevisionOf(tree) === 'v5.7') return tree;
  throw new InputError(
    { file: '--before-on' },
    `expected a tree whose range fault returns a number of pages, as v5.7, got ${text}`,
  );
}

/** @throws InputError if there is no such tree, or the code cannot be compiled for it. */
function treeNamed(option: string, text: string): GivenName {
  const tree = givenNames().find((name) => name === text);
  if (tree === undefined) {
    throw new InputError(
      { file: option },
      `expected a release from ${RELEASE_SPAN}, or the name of a tree (--tree NAME=PATH), got ${text}`,
    );
  }
  if (isModern(tree) && wordLayoutOf(tree).bits !== 64) {
    throw new InputError({ file: option }, `expected a tree with 64-bit longs, got ${text}`);
  }
  return tree;
}

/** What the user said of the sides. */
interface SideChoice {
  readonly before: string | undefined;
  readonly after: string;
  readonly on: string | undefined;
  readonly beforeOn: string | undefined;
}

/**
 * Whose range fault each version calls. Unless the user says otherwise, that is v5.7 before and 5.8
 * after; or the latest release, for code that looks at map orders or is judged by itself.
 * @throws InputError for the name of no side; trees have to be open.
 */
export function sidesFor({ before, after, on, beforeOn }: SideChoice): AuditedSides {
  const own = on === undefined ? undefined : auditedSide('--on', on);
  const old = beforeOn === undefined ? undefined : sideBefore(beforeOn);
  const latest = AUDITED_SIDES.at(-1) ?? 'modern';
  const isFixed = old !== undefined && isModern(old);
  const later = before === undefined || isFixed || looksAtOrders(after);
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
