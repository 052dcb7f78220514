// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDefectIds } from '../../../legacy/format-clauses';
import { formatDifference } from './difference';

export const flagAbovePfn = formatDifference({
  id: 'format-flag-above-pfn',
  title:
    'a flag lies above the pfn field: pfns are decoded wrongly (the documentation’s own example)',
  legacy: 'reports the page, but decodes a pfn that has the flag as a high bit',
  why:
    'The decoder shifts without masking. Requests and faults work, so nothing fails until somebody ' +
    'uses the page. The kernel’s documentation gave bits 63 and 62 as an example.',
  driver: 'It computes a struct page far outside memory: at best a crash.',
  hits: (decision, format) => {
    if (decision.kind !== 'page') return false;
    const defects = formatDefectIds(format);
    return (
      defects.has('valid-above-pfn') ||
      (defects.has('write-above-pfn') && decision.flags === 'write')
    );
  },
});
