// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { enumerateAttempts, mistakesOf, verdictOfAttempts } from '../../drivers/attempts/report';
import { SCOPE, type ScopePart, windows } from '../../drivers/attempts/scope';
import { ENDLESS_MS, type Loop, PLAIN_LOOP } from '../../drivers/loop';
import { type LoopDocument, type LoopRequests, loopModel } from '../../drivers/loop-document';

/** Loops with one mistake each, found with the schedule that shows it; and loops without. */

const [ONE_PAGE] = SCOPE;
if (ONE_PAGE === undefined) throw new Error('the scope has no part');
const FEW: ScopePart = {
  ...ONE_PAGE,
  vmas: ['private'],
  entries: [['none', 'read-only', 'writable', 'own-device']],
  actionNames: ['invalidate', 'unmap', 'write-protect', 'mprotect'],
  adversaries: 'alone',
};
const SMALL: readonly ScopePart[] = [
  FEW,
  {
    ...FEW,
    windows: (driver) => windows(driver, 2).filter((window) => driver.builds(window)),
    entries: [
      ['none', 'writable'],
      ['none', 'writable'],
    ],
    actions: 1,
  },
];

const EACH_PAGE: LoopRequests = { by: 'page' };
const HELPER: Loop['call'] = { kind: 'unlocked', budgetMs: 1000, keepsRequests: false };

function documentOf(
  changes: Partial<Loop>,
  requests: LoopRequests = { by: 'default' },
): LoopDocument {
  const revision = changes.call?.kind === 'unlocked' ? '7.3' : '6.12';
  const loop = { ...PLAIN_LOOP, ...changes };
  return { schema: 'hmm-loop/1', id: 'mine', revision, requests, loop };
}

function report(changes: Partial<Loop>, requests?: LoopRequests) {
  return enumerateAttempts([loopModel(documentOf(changes, requests))], SMALL, '--loop mine.json');
}

/** The mistakes of a loop: what each is, and how its smallest schedule ends. */
function mistakes(changes: Partial<Loop>, requests?: LoopRequests): readonly string[] {
  const { loops } = report(changes, requests);
  return loops.flatMap(mistakesOf).map(({ id, minimal, replay }) => {
    // With one sequence for all attempts, a fault of the call's own is enough.
    if (!id.includes('old-sequence')) expect(minimal.schedule.length, id).toBeGreaterThan(0);
    expect(replay.attempts.length, id).toBeGreaterThan(0);
    return id.replace('mine/', '');
  });
}

const NO_END = 'no-end-while-invalidated';
const GROWN = 'request-grew-read-to-write/copy-on-write';

describe('a mistake is found:', () => {
  it.each<[string, Partial<Loop>, readonly string[]]>([
    ['no bound', { bounds: [] }, [`${NO_END}/before-check/without-bound`]],
    [
      'a time that is looked at after -EBUSY alone',
      { bounds: [{ kind: 'deadline', ms: 1000, after: ['busy'] }] },
      [`${NO_END}/before-check/without-bound`],
    ],
    [
      'attempts that are counted after a stale check alone',
      { bounds: [{ kind: 'count', attempts: 3, after: ['stale'] }] },
      [`${NO_END}/during-call/without-bound`],
    ],
    [
      'a time that is none',
      { bounds: [{ kind: 'deadline', ms: ENDLESS_MS }] },
      [`${NO_END}/during-call/without-bound`],
    ],
    [
      'a time that each attempt has anew',
      { bounds: [{ kind: 'budget', ms: 1000 }] },
      [`${NO_END}/during-call/without-bound`],
    ],
    ['a sequence that is read once', { sequence: 'once' }, ['no-end-alone/old-sequence']],
    [
      'a sequence that is read after the call',
      { sequence: 'after-call' },
      ['stale-used/sequence-read-later'],
    ],
    [
      'a sequence that is read after the call, for the caller',
      { sequence: 'after-call', check: { kind: 'by-caller' } },
      ['stale-used/sequence-read-later'],
    ],
    ['no check', { check: { kind: 'none' } }, ['stale-used/not-checked']],
    [
      'a sequence of each piece',
      { sequence: 'each-piece', pieces: { kind: 'pages', pages: 1 } },
      ['stale-used/sequence-read-later'],
    ],
    [
      'a sequence of each piece, for the caller',
      {
        sequence: 'each-piece',
        pieces: { kind: 'pages', pages: 1 },
        check: { kind: 'by-caller' },
      },
      ['stale-used/sequence-read-later'],
    ],
    [
      'no check after the helper',
      { call: HELPER, check: { kind: 'none' } },
      ['stale-used/not-checked'],
    ],
  ])('%s', (_, changes, expected) => {
    expect(mistakes(changes)).toEqual(expect.arrayContaining([...expected]));
  });

  it.each<[string, Partial<Loop>, readonly string[]]>([
    ['requests that are written once', {}, [GROWN, 'request-lost/write-to-read']],
    ['flags written anew, and no requests', { rewrites: 'flags' }, [GROWN]],
    // Inside the helper, after -EBUSY, the array asks what the attempt before put out.
    ['requests that the helper does not keep', { call: HELPER, rewrites: 'requests' }, [GROWN]],
  ])('%s', (_, changes, expected) => {
    expect(mistakes(changes, EACH_PAGE)).toEqual(expect.arrayContaining([...expected]));
  });

  it('with the schedule, step by step', () => {
    const { loops } = report({ sequence: 'each-piece', pieces: { kind: 'pages', pages: 1 } });
    const [cause] = loops.flatMap(mistakesOf);
    expect(cause?.minimal.setup.accesses).toHaveLength(2);
    expect(cause?.minimal.schedule).toEqual([
      // The first piece takes two walks, of which one faults; this is the second piece's first.
      { attempt: 1, phase: 'walk', walk: 3, action: 'unmap', page: 0, silent: false },
    ]);
    expect(cause?.replay.end).toEqual({ kind: 'done', checked: true });
  });

  it('and fails the command', () => {
    expect(verdictOfAttempts(report({ bounds: [] })).kind).toBe('found');
  });
});

describe('there is no mistake in', () => {
  it.each<[string, Partial<Loop>, LoopRequests?]>([
    ['a loop as the documentation has it', {}],
    ['requests that are written anew', { rewrites: 'requests' }, EACH_PAGE],
    ['pieces of one sequence', { pieces: { kind: 'pages', pages: 1 } }],
    [
      'pieces of one sequence, with their requests written anew',
      { pieces: { kind: 'pages', pages: 1 }, rewrites: 'requests' },
      EACH_PAGE,
    ],
    ['three attempts', { bounds: [{ kind: 'count', attempts: 3 }] }],
    ['one attempt', { bounds: [{ kind: 'count', attempts: 1 }] }],
    ['a loop until a fatal signal', { bounds: [{ kind: 'signal' }] }],
    ['a stale check that fails', { check: { kind: 'in-loop', stale: 'fails' } }],
    ['a check by the caller', { check: { kind: 'by-caller' } }],
    ['the helper', { call: HELPER, bounds: [] }],
    ['the helper forever', { call: { ...HELPER, budgetMs: null }, bounds: [] }],
    [
      'a helper that keeps the requests',
      { call: { ...HELPER, keepsRequests: true }, rewrites: 'requests' },
      EACH_PAGE,
    ],
  ])('%s', (_, changes, requests) => {
    const all = report(changes, requests);
    expect(all.loops.flatMap(mistakesOf).map(({ id }) => id)).toEqual([]);
    expect(all.loops[0]?.ends.undecided).toBe(0);
    expect(all.loops[0]?.ends.done).toBeGreaterThan(0);
    expect(verdictOfAttempts(all).kind).toBe('clean');
  });
});
