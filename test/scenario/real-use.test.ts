// SPDX-License-Identifier: GPL-2.0-or-later

/*
 * What bug reports, mails and drivers brought up: each with its answer, or refused for a reason that
 * docs/scenario.md states.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Kind, WRITE_BIT } from '../../mm/entry';
import { address, PTE } from '../../mm/units';
import { Judge, shownIds } from '../../oracle/campaign/judge';
import { resultOf } from '../../oracle/run/result';
import { Runner } from '../../oracle/run/runner';
import type { ModelName } from '../../oracle/run/side-names';
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

/** A document of one VMA from the base on, and a range of this many pages. */
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

describe('a page that a device has for itself', () => {
  const entries = [pteAt(0, 'device-exclusive', { pfn: '0x2000', write: true })];

  it.each([
    ['modern', '-EFAULT'],
    ['modern-5.9-32', '-EFAULT'],
    ['modern-5.14', '-EBUSY'],
    ['modern-7.3', '-EBUSY'],
  ] as const)('is a request that %s answers with %s', (side, ret) => {
    expect(answer(side, documentOf(1, { version: 2, entries })).ret).toBe(ret);
  });

  it('is given back by that fault: the next attempt finds it', () => {
    const runner = Runner.of(['modern-7.3']);
    const [side] = runner.sides;
    runner.run(readScenario(documentOf(1, { version: 2, entries }), { file: 'real use' }));
    const { table } = runner.space;
    const high = table.high(table.slot(address(BASE), PTE));
    expect(side?.record.faults.list()).toEqual([{ at: BASE, pages: 1, write: false }]);
    expect([high, table.low(table.slot(address(BASE), PTE))]).toEqual([
      Kind.ptePresent | WRITE_BIT,
      0x2000,
    ]);
  });

  it('needs a document of version 2', () => {
    expect(refusal(documentOf(1, { entries }))).toThrow(
      'mm.entries[0].is: expected a kind of hmm-scenario/1; there is a pte device-exclusive since hmm-scenario/2',
    );
  });
});

describe('a device-private huge page', () => {
  const pmd = (owner: number): object => ({ ...hugeAt(0, { owner }), is: 'device-private' });
  const of = (owner: number, range: object): object =>
    documentOf(2, { version: 2, entries: [pmd(owner)], range: { owner: 1, ...range } });

  it.each([
    ['modern-6.16', '-EFAULT', ['0x0', '0x0']],
    ['modern-6.18', 0, ['0x8120000000020000', '0x8120000000020001']],
    ['modern-7.3-32', 0, ['0x81220000', '0x81220001']],
  ] as const)(
    'of the owner, read-only, is a request that %s answers with %s',
    (side, ret, words) => {
      expect(answer(side, of(1, { default: 'w' }))).toMatchObject({ ret, words });
    },
  );

  it('is reported from the start of the range, even if that is inside it (a finding)', () => {
    const start = { start: hex(BASE + 5 * PAGE), end: hex(BASE + 7 * PAGE), default: '.' };
    const { words } = answer('modern-7.3', of(1, start));
    expect(words).toEqual(['0x8120000000020000', '0x8120000000020001']);
    const judgement = new Judge(Runner.of(['modern-7.3'])).judge(
      readScenario(of(1, start), { file: 'real use' }),
    );
    expect(shownIds(judgement)).toEqual(['pfn-is-mapped.own-private-pmd']);
  });

  it.each([
    ['modern-6.16', { default: 'r' }, '-EFAULT'],
    ['modern-6.18', { default: 'r' }, '-EBUSY'],
    ['modern-6.18', { default: '.' }, 0],
  ] as const)('of another owner is what %s answers, asked %o, with %s', (side, range, ret) => {
    expect(answer(side, of(2, range)).ret).toBe(ret);
  });

  it('has a pfn that device memory can have', () => {
    const entries = [{ ...pmd(1), pfn: '0x0' }];
    expect(refusal(documentOf(1, { version: 2, entries }))).toThrow('the pfn of device memory');
  });

  it('needs a document of version 2', () => {
    expect(refusal(documentOf(1, { entries: [pmd(1)] }))).toThrow(
      'there is a pmd device-private since hmm-scenario/2',
    );
  });
});

describe('a PTE marker', () => {
  it.each([
    ['uffd-wp-marker', 'modern', '-EFAULT', 1],
    ['uffd-wp-marker', 'modern-5.17', '-EFAULT', 1],
    // The first page fault clears it, the second one brings the page.
    ['uffd-wp-marker', 'modern-5.19', 0, 3],
    ['uffd-wp-marker', 'modern-7.3', 0, 3],
    ['poison-marker', 'modern-6.18', '-EFAULT', 1],
    ['guard-marker', 'modern-7.3', '-EFAULT', 1],
  ] as const)('%s is a request that %s answers with %s', (is, side, ret, walks) => {
    const document = documentOf(1, { version: 2, entries: [pteAt(0, is)] });
    expect(answer(side, document)).toMatchObject({ ret, walks });
  });

  it.each([
    ['modern-5.17', 0],
    ['modern-6.18', 1],
    ['modern-6.19', 0],
  ] as const)(
    'of poison is faulted in vain from 5.19 to 6.18: %s, %i page faults',
    (side, faults) => {
      const runner = Runner.of([side]);
      const document = documentOf(1, { version: 2, entries: [pteAt(0, 'poison-marker')] });
      runner.run(readScenario(document, { file: 'real use' }));
      expect(runner.sides[0]?.record.faults.calls).toBe(faults);
    },
  );

  it('without a request is none everywhere', () => {
    for (const is of ['uffd-wp-marker', 'poison-marker', 'guard-marker']) {
      const document = documentOf(1, {
        ...{ version: 2, entries: [pteAt(0, is)] },
        range: { default: '.' },
      } as Parts);
      for (const side of ['modern', 'modern-6.1', 'modern-7.3'] as const) {
        expect(answer(side, document)).toMatchObject({ ret: 0, words: ['0x0'] });
      }
    }
  });
});

describe('a device’s page in a PTE', () => {
  const entries = [pteAt(0, 'devmap', { pfn: '0x2000', write: true })];

  it.each([
    ['modern-5.14', 'r', '-EFAULT', '0x8000000000000000'],
    ['modern-5.14', '.', 0, '0x2000000000000000'],
    ['modern-5.15', 'r', 0, '0xc000000000002000'],
    ['modern-7.3', '.', 0, '0xc000000000002000'],
  ] as const)('is what %s answers, asked %s, with %s', (side, asked, ret, word) => {
    const document = documentOf(1, { version: 2, entries, range: { default: asked } });
    expect(answer(side, document).ret).toBe(ret);
    if (ret === 0) expect(answer(side, document).words).toEqual([word]);
  });
});

describe('VMAs that change during the call', () => {
  const entries = [pteAt(0, 'present', { pfn: '0x2000', write: true }), pteAt(1, 'swap')];
  const changed = (event: object): object =>
    documentOf(2, {
      version: 2,
      entries,
      range: { default: 'w' },
      events: [{ beforeWalk: 2, ...event }],
    });
  const only = { start: hex(BASE), end: hex(BASE + HUGE), backing: 'anon' };

  it('with an invalidation end it with -EBUSY, in every release', () => {
    for (const side of ['modern', 'modern-6.1', 'modern-7.3'] as const) {
      expect(answer(side, changed({ invalidate: true, vmas: [] })).ret).toBe('-EBUSY');
    }
  });

  it('without one, the next walk meets them: a gap, a read-only VMA, a VMA that nobody may read', () => {
    expect(answer('modern-7.3', changed({ vmas: [] }))).toMatchObject({ ret: '-EFAULT', walks: 2 });
    const readOnly = changed({ vmas: [{ ...only, flags: ['read'] }], entries: [pteAt(1, 'none')] });
    expect(answer('modern-7.3', readOnly)).toMatchObject({ ret: '-EPERM', walks: 2 });
    const denied = changed({ vmas: [{ ...only, flags: [] }] });
    expect(answer('modern-7.3', denied)).toMatchObject({ ret: '-EFAULT', walks: 2 });
  });

  it('need a document of version 2', () => {
    const document = documentOf(2, { events: [{ beforeWalk: 2, vmas: [] }] });
    expect(refusal(document)).toThrow(
      'events[0].vmas: expected none: it is a field since hmm-scenario/2',
    );
  });
});

describe('page faults and waits that do nothing', () => {
  const withMm = (document: object, mm: object): object => {
    const known = document as { readonly mm: object };
    return { ...known, mm: { ...known.mm, ...mm } };
  };
  const migration = documentOf(1, {
    version: 2,
    entries: [pteAt(0, 'migration', { pfn: '0x2000', write: true })],
  });

  it('a migration entry that stays: the call does not come back', () => {
    const stays = withMm(migration, { noProgress: { [hex(BASE)]: {} } });
    expect(answer('modern', stays).ret).toBe('livelock');
    expect(answer('modern', migration)).toMatchObject({ ret: 0, walks: 2 });
  });

  it('three times, and then what they do: three walks more', () => {
    const slow = withMm(migration, { noProgress: { [hex(BASE)]: { times: 3 } } });
    expect(answer('modern-7.3', slow)).toMatchObject({ ret: 0, walks: 5 });
  });

  it('a page fault that may not drop the mmap lock fails', () => {
    const drops = { [hex(BASE)]: { result: 'retry' } };
    const document = withMm(documentOf(1, { version: 2 }), { lockDrops: drops });
    expect(answer('modern-7.3', document).ret).toBe('-EFAULT');
    const after = { [hex(BASE)]: { result: 'completed' } };
    const completed = withMm(documentOf(1, { version: 2 }), { lockDrops: after });
    expect(answer('modern-7.3', completed)).toMatchObject({ ret: 0, walks: 2 });
  });
});

describe('a hole in a file that is refilled', () => {
  it('is faulted to the new frame', () => {
    const vma = { flags: ['read', 'write', 'shared'], backing: 'file', filePfn: '0x9000' };
    const entries = [pteAt(0, 'present', { pfn: '0x9000', write: true })];
    const events = [{ beforeWalk: 1, filePages: { [hex(BASE)]: '0xa000' } }];
    const document = documentOf(1, { version: 2, vma, entries, events });
    expect(answer('modern', document)).toMatchObject({ ret: 0, words: ['0x800000000000a000'] });
  });
});

describe('what no document says', () => {
  const page = readFileSync(join(ROOT, 'docs/scenario.md'), 'utf8');

  it('a marker in a hugetlb slot is refused, and the page says why', () => {
    const marker = { at: hex(BASE), level: 'pmd', is: 'uffd-wp-marker' };
    const vma = { backing: 'hugetlb', hugePageShift: 21 };
    expect(refusal(documentOf(2, { version: 2, vma, entries: [marker] }))).toThrow('mm.entries[0]');
    const [, section = ''] = page.split('## What no document says');
    expect(section).toContain('a marker in a hugetlb slot');
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
