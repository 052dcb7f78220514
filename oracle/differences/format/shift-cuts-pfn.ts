// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDifference } from './difference';

export const shiftCutsPfn = formatDifference({
  id: 'format-shift-cuts-pfn',
  title: 'pfnShift is so large that the high bits of a pfn are lost',
  legacy: 'reports the page, but decodes a pfn without its high bits',
  why: 'pfn << pfnShift wraps at 64 bits.',
  driver: 'It maps a different page than the process does; only on machines with much memory.',
  hits: (decision, { pfnShift }) =>
    decision.kind === 'page' && decision.pfn >> BigInt(64 - pfnShift) !== 0n,
});
