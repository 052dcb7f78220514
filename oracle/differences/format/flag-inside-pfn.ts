// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../../legacy/format-clauses';
import { StateKind } from '../../../mm/page-states';
import { formatDifference } from './difference';

export const flagInsidePfn = formatDifference({
  id: 'format-flag-inside-pfn',
  title: 'a flag lies inside the pfn field: pfns are decoded wrongly, or pages as writable',
  legacy: 'reports the page with the flag among the bits of its pfn',
  why:
    'The decoder shifts without masking: a flag at or above pfnShift becomes part of the pfn, and a ' +
    'bit of the pfn becomes a flag.',
  driver: 'It maps a different page than the process does, or maps a read-only page as writable.',
  hits: (decision, format, pair, page) => {
    if (decision.kind !== 'page') return false;
    const defects = formatDefectIds(format);
    const writeInside = defects.has('write-inside-pfn');
    const { kind, pfn } = pair.left.states.at(page);
    if (pfn === decision.pfn) return writeInside && kind === StateKind.write;
    return defects.has('valid-inside-pfn') || (writeInside && decision.flags === 'write');
  },
});
