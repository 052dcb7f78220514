// SPDX-License-Identifier: GPL-2.0-or-later
import { formatDifference } from './difference';

export const shiftCutsPfn = formatDifference({
  id: 'format-shift-cuts-pfn',
  title: 'pfnShift is so large that the high bits of a pfn are lost',
  legacy: 'reports the page, and reads a pfn without its high bits',
  why: 'pfn << pfnShift wraps at 64 bits.',
  driver: 'It maps another page than the process has there, on machines with much memory only.',
  hits: (decision, { pfnShift }) =>
    decision.kind === 'page' && decision.pfn >> BigInt(64 - pfnShift) !== 0n,
});
