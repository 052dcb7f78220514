// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PLAIN_LOOP } from '../../drivers/loop';
import { loopDocumentProblem, loopModel } from '../../drivers/loop-document';
import { readLoop } from '../../drivers/read-loop';
import { Ask } from '../../mm/range';
import { hmmPfnHere } from '../support/command-here';

const EXAMPLE = join(__dirname, '../../examples/loops/drain.json');
const WHOLE = JSON.parse(readFileSync(EXAMPLE, 'utf8'));

describe('a loop document', () => {
  it('is a driver up to where its loop ends', () => {
    const model = loopModel(readLoop(EXAMPLE));
    expect(model).toMatchObject({
      id: 'drain',
      format: { kind: 'fixed', revision: '6.12' },
      owner: 1,
      loop: { ...PLAIN_LOOP, bounds: [{ kind: 'deadline', ms: 1000, after: ['busy'] }] },
    });
    expect(model.encode(['read', 'write'])).toEqual({
      defaults: Ask.write,
      mask: Ask.nothing,
      asks: [Ask.all, Ask.all],
    });
    expect(model.builds(['read', 'write'])).toBe(false);
  });

  it('can ask page by page', () => {
    const model = loopModel({ ...readLoop(EXAMPLE), requests: { by: 'page' } });
    expect(model.encode(['read', 'none', 'write', 'prefetch'])).toEqual({
      defaults: Ask.nothing,
      mask: Ask.write,
      asks: [Ask.read, Ask.nothing, Ask.write, Ask.nothing],
    });
  });

  it.each<[string, unknown, string, string]>([
    ['another schema', { ...WHOLE, schema: 'hmm-loop/2' }, 'schema', 'hmm-loop/1'],
    [
      'no release',
      { ...WHOLE, revision: '6.21' },
      'revision',
      'a release from 5.8 to 7.3, such as 6.12',
    ],
    [
      'an unknown field',
      { ...WHOLE, loop: { ...WHOLE.loop, sequense: 'once' } },
      'loop.sequense',
      'no field of this name (a loop has call, sequence, rewrites, pieces, check, noPages, bounds; did you mean sequence?)',
    ],
    [
      'no sequence',
      { ...WHOLE, loop: { ...WHOLE.loop, sequence: 'sometimes' } },
      'loop.sequence',
      'one of each-attempt each-piece once after-call',
    ],
    [
      'an unknown bound',
      { ...WHOLE, loop: { ...WHOLE.loop, bounds: [{ kind: 'time', ms: 1 }] } },
      'loop.bounds[0].kind',
      'one of count deadline budget signal',
    ],
    [
      'no time',
      { ...WHOLE, loop: { ...WHOLE.loop, bounds: [{ kind: 'deadline', ms: 0 }] } },
      'loop.bounds[0].ms',
      'a whole number of milliseconds from 1 on (a loop without bound has "bounds": [])',
    ],
    [
      'the helper before there was one',
      {
        ...WHOLE,
        loop: { ...WHOLE.loop, call: { kind: 'unlocked', budgetMs: 1, keepsRequests: false } },
      },
      'revision',
      'a release from 7.3 on, for a loop that calls hmm_range_fault_unlocked_timeout()',
    ],
  ])('%s is refused, with its place', (_, value, field, expected) => {
    expect(loopDocumentProblem(value, '')).toMatchObject({ field, expected });
  });
});

describe('hmm-pfn attempts', () => {
  it('refuses what is no loop, and names the nearest', async () => {
    const missing = await hmmPfnHere(['attempts', '--loop', 'nowhere.json']);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('nowhere.json: ')]);
    const other = await hmmPfnHere(['attempts', '--driver', 'nouveau-aftr']);
    expect([other.code, other.stderr]).toEqual([
      2,
      expect.stringContaining('(did you mean nouveau-after?), got nouveau-aftr'),
    ]);
  });
});
