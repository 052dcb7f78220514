// SPDX-License-Identifier: GPL-2.0-or-later
import type { Bound, Loop } from './loop';

/** Every field of a loop, in the order in which it is described. */
export const LOOP_FIELDS = [
  'call',
  'sequence',
  'rewrites',
  'pieces',
  'check',
  'noPages',
  'bounds',
] as const satisfies readonly (keyof Loop)[];

/** What a field of a loop says, in a few words. */
export function loopFieldText(loop: Loop, field: keyof Loop): string {
  switch (field) {
    case 'call':
      return callText(loop);
    case 'pieces':
      return loop.pieces.kind === 'whole' ? 'whole' : `${loop.pieces.pages} pages each`;
    case 'check':
      return loop.check.kind === 'in-loop' ? `in-loop, ${loop.check.stale}` : loop.check.kind;
    case 'bounds':
      return loop.bounds.length === 0 ? 'none' : loop.bounds.map(boundText).join(' and ');
    case 'sequence':
    case 'rewrites':
    case 'noPages':
      return loop[field];
  }
}

function callText({ call }: Loop): string {
  if (call.kind === 'range-fault') return 'hmm_range_fault()';
  const time = call.budgetMs === null ? 'forever' : `${call.budgetMs} ms`;
  const kept = call.keepsRequests ? ', keeping the requests' : '';
  return `hmm_range_fault_unlocked_timeout(), ${time}${kept}`;
}

function boundText(bound: Bound): string {
  const after = bound.after === undefined ? '' : `, after ${bound.after.join(' and ')} only`;
  switch (bound.kind) {
    case 'count':
      return `${bound.attempts} attempts${after}`;
    case 'deadline':
      return `${bound.ms} ms${after}`;
    case 'budget':
      return `${bound.ms} ms for each attempt${after}`;
    case 'signal':
      return `a fatal signal${after}`;
  }
}
