// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What bug reports, mails and drivers brought up: each with its answer, or refused for a reason that
 * docs/scenario.md states.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { resultOf } from '../../oracle/run/result';
import { Runner } from '../../oracle/run/runner';
import type { ModelName } from '../../oracle/run/side';
import { readScenario } from '../../oracle/scenario/read';
import { runWithNotes } from '../../oracle/simplifications/watch';
import { ROOT } from '../support/source-graph';

const BASE = 0x7f00_0000_0000;
const PAGE = 4096;
const HUGE = 512 * PAGE;
const hex = (number: number): string => `0x${number.toString(16)}`;

interface Parts {
  readonly version?: 1 | 2 | 3;
  readonly bytes?: number;
  readonly vma?: object;
  readonly entries?: readonly object[];
  readonly faultErrors?: object;
  readonly range?: object;
  readonly events?: readonly object[];
}

/** A document of one VMA from the base on, and a range of so many pages. */
function documentOf(pages: number, parts: Parts): object {
  const { version = 1, bytes = HUGE, entries = [], faultErrors = {}, events = [] } = parts;
  const vma = { start: hex(BASE), end: hex(BASE + bytes), flags: ['read', 'write'] };
  const range = { start: hex(BASE), end: hex(BASE + pages * PAGE), default: 'r', mask: '.' };
  return {
    schema: `hmm-scenario/${version}`,
    id: 'real use',
    mm: {
      ...{ nextPfn: '0x100000', zeroPfn: '0x1', entries, faultErrors },
      vmas: [{ ...vma, backing: 'anon', ...parts.vma }],
    },
    range: { ...range, requests: `${pages}.`, owner: 0, ...parts.range },
    events,
  };
}

const pteAt = (page: number, is: string, fields: object = {}): object => ({
  ...{ at: hex(BASE + page * PAGE), level: 'pte', is },
  ...fields,
});
const hugeAt = (slot: number, fields: object): object => ({
  ...{ at: hex(BASE + slot * HUGE), level: 'pmd', is: 'huge', pfn: hex(0x20000 + slot * 512) },
  ...fields,
});

/** What a side makes of a document: the return code, walks, and the words of the first two pages. */
function answer(side: ModelName, document: object) {
  const runner = Runner.of([side]);
  const notes = runWithNotes(runner, readScenario(document, { file: 'real use' }));
  const [only] = runner.sides;
  if (only === undefined) throw new Error('no side');
  const result = resultOf(only);
  if (!('ret' in result)) throw new Error('no result');
  const { ret, walks, pfns } = result;
  return { ret, walks, words: pfns.slice(0, 2), notes: notes.map(({ id }) => id) };
}

const refusal = (document: object) => (): unknown => readScenario(document, { file: 'real use' });

describe('a call that gets on, however often it walks', () => {
  const slots = Array.from({ length: 70 }, (_, slot) => slot);
  it.each([
    ['a swapped page in each table', slots.map((slot) => pteAt(512 * slot, 'swap'))],
    ['hinting huge pages', slots.map((slot) => hugeAt(slot, { write: true, protnone: true }))],
  ])('%s: 71 walks', (_, entries) => {
    const document = documentOf(70 * 512, { bytes: 70 * HUGE, entries });
    for (const side of ['modern', 'modern-7.3'] as const) {
      expect(answer(side, document)).toMatchObject({ ret: 0, walks: 71 });
    }
  });
});

describe('a write to a read-only huge page', () => {
  it('is made writable in place, and it is said that kernels split it', () => {
    const document = documentOf(4, { entries: [hugeAt(0, {})], range: { default: 'w' } });
    expect(answer('modern-7.3', document)).toMatchObject({ ret: 0, notes: ['huge-page-split'] });
  });
});

describe('a page fault that fails', () => {
  it.each([
    ['oom', 'modern-6.16', '-EFAULT'],
    ['oom', 'modern-7.3', '-ENOMEM'],
    ['oom', 'modern-7.3-32', '-ENOMEM'],
    ['sigbus', 'modern-7.3', '-EFAULT'],
    ['sigsegv', 'modern-7.3', '-EFAULT'],
    ['hwpoison', 'modern-7.3', '-EFAULT'],
  ] as const)('with %s makes the call of %s %s', (error, side, ret) => {
    const faultErrors = { [hex(BASE + PAGE)]: error };
    expect(answer(side, documentOf(2, { faultErrors })).ret).toBe(ret);
  });

  it('because it may not drop the mmap lock is -EFAULT, and the page before it is there', () => {
    const entries = [pteAt(0, 'present', { pfn: '0x2000', write: true })];
    const document = documentOf(2, { entries, faultErrors: { [hex(BASE + PAGE)]: 'sigbus' } });
    expect(answer('modern', document)).toMatchObject({ ret: '-EFAULT', walks: 1 });
    expect(answer('modern', document).words).toEqual(['0xc000000000002000', '0x0']);
  });
});

describe('another device’s private page', () => {
  const entries = [pteAt(0, 'device-private', { pfn: '0x3000', write: true, owner: 2 })];
  const document = documentOf(1, { entries, range: { default: 'w', owner: 1 } });

  it.each([
    ['modern', '-EFAULT'],
    ['modern-5.17', '-EFAULT'],
    ['modern-5.19', '-EBUSY'],
    ['modern-7.3', '-EBUSY'],
  ] as const)('is a request that %s answers with %s', (side, ret) => {
    expect(answer(side, document).ret).toBe(ret);
  });
});

describe('an array that was never cleared', () => {
  const entries = [pteAt(0, 'present', { pfn: '0x2000', write: true })];
  const garbage = (version: 1 | 2) =>
    documentOf(2, { version, entries, range: { default: '.', requests: '2*' } });

  it.each([
    ['modern-6.12', ['0xc000000000002000', '0x0']],
    ['modern-6.16', ['0xdc00000000002000', '0x1c00000000000000']],
  ] as const)('keeps three bits of each word since 6.16: %s', (side, words) => {
    expect(answer(side, garbage(2))).toMatchObject({ ret: 0, words });
  });

  it('needs a document of version 2', () => {
    expect(refusal(garbage(1))).toThrow('* is a request since hmm-scenario/2');
  });
});

describe('what no document says', () => {
  const page = readFileSync(join(ROOT, 'docs/scenario.md'), 'utf8');

  it.each([
    [
      'device-exclusive',
      { entries: [pteAt(0, 'device-exclusive', { pfn: '0x2000' })] },
      'mm.entries[0].is',
    ],
    [
      'device-private PMD',
      { entries: [{ ...hugeAt(0, { owner: 1 }), is: 'device-private' }] },
      'mm.entries[0].is',
    ],
    ['PTE marker', { entries: [pteAt(0, 'marker')] }, 'mm.entries[0].is'],
    ['`munmap`', { events: [{ beforeWalk: 2, vmas: [] }] }, 'events[0].vmas'],
  ])('%s is refused, and the page says why', (named, parts, field) => {
    expect(refusal(documentOf(2, parts))).toThrow(field);
    const [, section = ''] = page.split('## What no document says');
    expect(section).toContain(named);
  });

  it('a migration that never ends: every wait ends', () => {
    const entries = [pteAt(0, 'migration', { pfn: '0x2000', write: true })];
    expect(answer('modern', documentOf(1, { entries }))).toMatchObject({ ret: 0, walks: 2 });
    expect(page).toContain('a migration that never ends');
  });

  it('a file’s other frame: a fault maps the one that the VMA names, unless an event stored another', () => {
    const vma = { flags: ['read', 'write', 'shared'], backing: 'file', filePfn: '0x9000' };
    const at = pteAt(0, 'present', { pfn: '0x7777', write: true });
    const entries = [pteAt(1, 'present', { pfn: '0x9001', write: true })];
    const asIs = documentOf(2, { vma, entries });
    const refilled = documentOf(2, { vma, entries, events: [{ beforeWalk: 1, entries: [at] }] });
    expect(answer('modern', asIs).words[0]).toBe('0x8000000000009000');
    expect(answer('modern', refilled).words[0]).toBe('0xc000000000007777');
  });
});
