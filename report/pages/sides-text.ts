// SPDX-License-Identifier: GPL-2.0-or-later
import { CHANGE_DIFFERENCES } from '../../oracle/differences/registry';
import { hasChange, kernelOf, type SideName, wordLayoutOf } from '../../oracle/run/side-names';
import {
  CHANGED_SINCE,
  CHANGES,
  DMA_FLAGS_SINCE,
  isNarrow,
  MODERN_NAMES,
  WIDE_MODERN_NAMES,
} from '../../oracle/scenario/sides';

/** `a`, `a and b`, `a, b and c` */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? '';
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(', ')} and ${last}`;
}

/** All sides, with what they are. */
export function allSidesText(): string {
  const kernel = kernelOf('modern');
  const first = MODERN_NAMES.filter((name) => kernelOf(name) === kernel);
  const later = MODERN_NAMES.filter((name) => kernelOf(name) !== kernel);
  const narrow = later.some(isNarrow) ? '; those whose name ends in `-32` with a 32-bit long' : '';
  return (
    '`v5.7` and `legacy` (the customizable pfn format, as released and just before its removal), ' +
    `${named(first)} (the fixed \`HMM_PFN_*\` format of ${kernel}, with a 64-bit and a 32-bit long), ` +
    `and ${named(later)} (the same format in later kernels${narrow})`
  );
}

/** Which sides have which switches of `modern/revision.ts` on, for docs/model.md. */
export function laterSidesText(): string {
  const rows = MODERN_NAMES.map((name) => {
    const kernel = kernelOf(name);
    const { bits } = wordLayoutOf(name);
    const on = CHANGES.filter((change) => hasChange(name, change)).map((one) => `\`${one}\``);
    return `| \`${name}\` | ${kernel} | ${bits} | ${on.length === 0 ? 'none' : on.join(', ')} |`;
  });
  return [
    '| side | kernel | bits of a long | switches that are on |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n');
}

/** What each switch changed, and since when, for docs/model.md. */
export function changesText(): string {
  const rows = CHANGES.map(
    (name) => `| ${CHANGED_SINCE[name]} | \`${name}\` | ${CHANGE_DIFFERENCES[name].changed} |`,
  );
  return ['| since | switch | what changed |', '|---|---|---|', ...rows].join('\n');
}

/** Which sides cannot differ, and what no side is new enough for. */
export function sameSidesText(): string {
  const groups = new Map<string, SideName[]>();
  for (const name of WIDE_MODERN_NAMES) {
    const does = CHANGES.map((change) => hasChange(name, change));
    const key = JSON.stringify([does, wordLayoutOf(name).orderShift]);
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  const same = [...groups.values()]
    .filter(({ length }) => length > 1)
    .map((group) => `No scenario shows a difference between ${named(group)}.`);
  const carried = WIDE_MODERN_NAMES.some((name) => wordLayoutOf(name).carried !== 0n);
  const dma = `Words since ${DMA_FLAGS_SINCE} keep three bits of the input for DMA addresses, and have the order three bits lower`;
  return [...same, `${dma}${carried ? '.' : '; no side here is that new.'}`].join(' ');
}

function named(sides: readonly string[]): string {
  return listed(sides.map((side) => `\`${side}\``));
}
