// SPDX-License-Identifier: GPL-2.0-or-later
import {
  type CountChange,
  type CountComparison,
  type GroupedChange,
  groupedChanges,
} from '../../oracle/scope/count-changes';
import type { Scope } from '../../oracle/scope/scopes';
import type { Style } from './style';

/** How many changes, and families of one change, are shown. */
const CHANGES_SHOWN = 10;
const FAMILIES_SHOWN = 4;

/** How the counts of a scope compare with the expected ones: a line, if all are as expected. */
export function countsLines(
  scope: Scope | 0,
  { compared, changes }: CountComparison,
  style: Style,
): string[] {
  if (compared === 0) return [];
  const title = `Counts of scope ${scope}`;
  if (changes.length === 0) return [`${style.title(title)}: ${compared} as expected`, ''];
  return [
    style.title(`${title}: ${changes.length} of ${compared} are not as expected`),
    ...changeLines(changes, style, CHANGES_SHOWN),
    '',
  ];
}

/**
 * Changes of counts, by sides and cause.
 * @param most how many to show.
 */
export function changeLines(
  changes: readonly CountChange[],
  style: Style,
  most: number,
): readonly string[] {
  const groups = groupedChanges(changes);
  return [
    ...groups
      .slice(0, most)
      .flatMap((group) => [`  ${style.bad(groupText(group))}`, ...familyLines(group)]),
    ...(groups.length > most ? [`  … and ${groups.length - most} more causes`] : []),
  ];
}

/** One cause that changed: `legacy/modern invalid-says-nothing: expected 12, got 0`. */
export function groupText({ sides, cause, expected, got }: GroupedChange): string {
  return `${sides} ${cause}: expected ${expected}, got ${got}`;
}

function familyLines({ families }: GroupedChange): string[] {
  const shown = families.slice(0, FAMILIES_SHOWN).map(familyText);
  const more = families.length - shown.length;
  return [...shown, ...(more > 0 ? [`… and ${more} more families`] : [])].map(
    (line) => `    ${line}`,
  );
}

/** The change in one family: `in pte-1: expected 12, got 0`. */
export function familyText({ family, expected, got }: CountChange): string {
  return `in ${family}: expected ${expected}, got ${got}`;
}
