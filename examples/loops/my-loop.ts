// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * A loop as `hmm-pfn attempts --driver ./examples/loops/my-loop.ts` takes it. Copy it and put in what
 * your driver does: each field is a decision that its source takes somewhere.
 */
import { type LoopDocument, PLAIN_LOOP } from 'hmm-pfn/drivers';

const loop: LoopDocument = {
  schema: 'hmm-loop/1',
  id: 'my-loop',
  title: 'my driver, 6.12',
  revision: '6.12',
  // In the array, page by page: what an attempt puts out is the next one's request.
  requests: { by: 'page' },
  loop: {
    ...PLAIN_LOOP,
    rewrites: 'requests',
    bounds: [{ kind: 'deadline', ms: 1000 }, { kind: 'signal' }],
  },
};

export default loop;
