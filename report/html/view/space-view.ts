// SPDX-License-Identifier: GPL-2.0-or-later
import { PAGE_SIZE } from '../../../mm/units';
import { hex } from '../../../oracle/scenario/json';
import type { ScenarioDocument } from '../../../oracle/scenario/schema';
import { pagesText, vmaName } from '../../text/explain/names';
import { vmaText } from '../picture/place-rows';

/** A stretch of the address space: of one VMA or of none, inside the range or outside. */
export interface Stretch {
  readonly start: string;
  readonly pages: string;
  /** `A`; empty in a gap. */
  readonly vma: string;
  readonly rights: string;
  readonly inRange: boolean;
  /** Whether a VMA, or a gap, begins here, and does not go on from the stretch before. */
  readonly begins: boolean;
  /** How wide it is drawn, from 1 to 10: by the logarithm of its pages. */
  readonly weight: number;
}

/** How many stretches are drawn. */
const STRETCHES = 24;

/** The VMAs, the gaps between them and the range, from the first address of any to the last. */
export function stretchesOf({ mm, range }: ScenarioDocument): readonly Stretch[] {
  const extents = mm.vmas.map((vma, index) => ({
    vma: vmaName(index),
    rights: vmaText(vma),
    start: Number(vma.start),
    end: Number(vma.end),
  }));
  const asked = { start: Number(range.start), end: Number(range.end) };
  const edges = [...new Set([...extents, asked].flatMap(({ start, end }) => [start, end]))].sort(
    (one, other) => one - other,
  );
  const stretches = edges.slice(0, -1).map((start, index): Stretch => {
    const end = edges[index + 1] ?? start;
    const vma = extents.find((extent) => extent.start <= start && end <= extent.end);
    const begins = index === 0 || vma?.start === start || extents.some((one) => one.end === start);
    const pages = (end - start) / PAGE_SIZE;
    return {
      start: hex(start),
      pages: pagesText(pages),
      vma: vma?.vma ?? '',
      rights: vma?.rights ?? 'no VMA',
      begins,
      inRange: asked.start <= start && end <= asked.end,
      weight: Math.min(10, 1 + Math.round(Math.log2(pages) / 3)),
    };
  });
  if (stretches.length <= STRETCHES) return stretches;
  const first = stretches.findIndex(({ inRange }) => inRange);
  return stretches.slice(Math.max(0, first - 2), Math.max(0, first - 2) + STRETCHES);
}
