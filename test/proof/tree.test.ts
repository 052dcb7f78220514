// SPDX-License-Identifier: GPL-2.0-or-later
import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTree } from '../../kernel/trees/kept';
import { AMDGPU } from '../../legacy/known-formats';
import { unwindSet } from '../../proof/tree/bounds';
import { type Assertion, readAssertions } from '../../proof/tree/check';
import { costOf, mostOf } from '../../proof/tree/cost';
import { DRIVER_FORMATS, EVERY_FORMAT } from '../../proof/tree/formats';
import { readPlace } from '../../proof/tree/outcomes';
import {
  alsoChanging,
  definesOfPlace,
  PLACES,
  placeNames,
  withFormats,
} from '../../proof/tree/places';
import { readProofTree, subjectOf } from '../../proof/tree/proof-tree';
import { treeDocument } from '../../proof/tree/replay';
import {
  isTreeStatement,
  knownTreeDifferenceText,
  reachedBy,
  statementsOf,
} from '../../proof/tree/statements';
import { findProver } from '../../proof/tree/tools';
import { readWitness, type TreeWitness } from '../../proof/tree/witness';
import { treeProofReplay } from '../../report/text/tree-proof-replay';
import { hmmPfn } from '../support/command';
import { hmmPfnHere } from '../support/command-here';
import { describeUnless, temporaryFolder } from '../support/surroundings';
import { customTree } from '../tree/custom-tree';
import { changedTree, OWN_TREE } from '../tree/support';
import { withMoreRounds } from './tree-mutants/more-rounds';

const place = PLACES.find(({ name }) => name === 'one page: middle') ?? fail();

function fail(): never {
  throw new Error('there is no such place');
}

/** What a program of two trees says when all holds, and all is reached. */
const PROVED: readonly Assertion[] = [
  ...statementsOf('one format').map((name) => said(`statement ${name}`, 'SUCCESS')),
  ...reachedBy('one format').map((name) => said(`reach ${name}`, 'FAILURE')),
  said('known any', 'SUCCESS'),
  said('unwinding assertion loop 0', 'SUCCESS'),
];

function said(text: string, status: Assertion['status']): Assertion {
  return { property: `main.${text}`, text, status };
}

function kindsWith(changed: Assertion): ReadonlySet<string> {
  const assertions = PROVED.map((one) => (one.text === changed.text ? changed : one));
  const { outcomes } = readPlace(place, 'one format', assertions);
  return new Set([...outcomes.values()].map(({ kind }) => kind));
}

describe('what a prover’s answer is worth', () => {
  it('a statement is proved if it holds, its loops are bounded, and something is reached', () => {
    const { outcomes, shown } = readPlace(place, 'one format', PROVED);
    expect(new Set([...outcomes.values()].map(({ kind }) => kind))).toEqual(new Set(['proved']));
    expect([...outcomes.keys()].every(isTreeStatement)).toBe(true);
    expect(shown).toEqual([]);
  });

  it('nothing is proved with a loop that may go on, or where something is not reached', () => {
    expect(kindsWith(said('unwinding assertion loop 0', 'FAILURE'))).toEqual(
      new Set(['undecided']),
    );
    expect(kindsWith(said('reach wait', 'SUCCESS'))).toEqual(new Set(['undecided']));
    expect(kindsWith(said('statement same-words', 'UNKNOWN'))).toContain('undecided');
  });

  it('a statement without an assertion is not proved, and a refuted one stays refuted', () => {
    const without = PROVED.filter(({ text }) => text !== 'statement same-waits');
    expect(readPlace(place, 'one format', without).outcomes.get('same-waits')?.kind).toBe(
      'undecided',
    );
    const bound = said('unwinding assertion loop 0', 'FAILURE');
    const refuted = [...PROVED, bound, said('statement same-words', 'FAILURE')];
    expect(readPlace(place, 'one format', refuted).outcomes.get('same-words')?.kind).toBe(
      'refuted',
    );
  });

  it('a known difference is needed if the trees differ without it', () => {
    const { shown } = readPlace(place, 'one format', [...PROVED, said('known marker', 'FAILURE')]);
    expect(shown).toEqual(['marker']);
  });

  it('where the trees differ in more than is known, no known difference is seen to be needed', () => {
    const refuted = said('statement same-words', 'FAILURE');
    const others = PROVED.filter(({ text }) => text !== refuted.text);
    const { shown, differs } = readPlace(place, 'one format', [
      ...[...others, refuted, said('known any', 'FAILURE'), said('known marker', 'FAILURE')],
    ]);
    expect([shown, differs]).toEqual([[], true]);
  });

  it('reads the prover’s table, and no line besides', () => {
    const printed = [
      '** Results:',
      '[judge.assertion.2] line 92 statement no-fault-under-lock: FAILURE',
      '[f.unwind.0] line 7 unwinding assertion loop 0: SUCCESS',
      '[g.pointer.1] file x.h line 9 dereference failure: NULL in a: b: SUCCESS',
      '** 1 of 3 failed',
    ].join('\n');
    expect(readAssertions(printed).map(({ text, status }) => [text, status])).toEqual([
      ['statement no-fault-under-lock', 'FAILURE'],
      ['unwinding assertion loop 0', 'SUCCESS'],
      ['dereference failure: NULL in a: b', 'SUCCESS'],
    ]);
  });

  it('bounds the loops of its own files, and counts walks', () => {
    const at = { file: '/x/stand-ins/world.c', line: 1 };
    const loops = [
      { ...at, name: 'f.0', function: 'f' },
      { name: 'g.0', function: 'a_hmm_range_fault', file: '/x/mm/hmm.c', line: 1 },
    ];
    expect(unwindSet(loops, 1)).toBe('f.0:9,g.0:2');
  });

  it('bounds a jump back by whether anything can change, wherever the jump stands', () => {
    const file = join(temporaryFolder(), 'walk.c');
    writeFileSync(
      file,
      ['\tif (again)', '\t\tgoto again;', '\t} while (at != end);', ''].join('\n'),
    );
    const loop = (name: string, line: number) => ({ name, file, line, function: 'walk' });
    const loops = [loop('walk.0', 1), loop('walk.1', 2), loop('walk.2', 3)];
    expect(unwindSet(loops, 2, 'none')).toBe('walk.0:1,walk.1:1,walk.2:2');
    expect(unwindSet(loops, 2, 'after a change')).toBe('walk.0:3,walk.1:3,walk.2:2');
  });

  it('gives a round more to loops that are named, and to no other', () => {
    const more = withMoreRounds('a_f.0:1,a_f$link1.0:2,g.10:3', new Set(['a_f.0', 'g.1']));
    expect(more).toBe('a_f.0:2,a_f$link1.0:2,g.10:3');
  });
});

describe('what a proof is about', () => {
  it('compares words of one format, and page states of two', () => {
    expect(statementsOf('one format')).toContain('same-words');
    expect(statementsOf('one format')).not.toContain('same-states');
    expect(statementsOf('two formats')).toContain('same-states');
    expect(statementsOf('two formats')).not.toContain('same-words');
  });

  it('has a text for each known difference, those of the formats from their page', () => {
    const text = knownTreeDifferenceText('count-ends-in-gap');
    expect(text).toBe('v5.7 does not count a gap between VMAs at the end of the range');
  });

  it('is each place with each format, whose words the program gets', () => {
    const places = withFormats([place], [...DRIVER_FORMATS, EVERY_FORMAT]);
    expect(places.map(({ name }) => name)).toEqual([
      'one page: middle, nouveau',
      'one page: middle, amdgpu',
      'one page: middle, any well-formed',
    ]);
    const [, amdgpu, any] = places.map(definesOfPlace);
    expect(amdgpu).toContain('-DPROVE_FORMAT_SPECIAL=18446744073709551612ull');
    expect(amdgpu).toContain('-DPROVE_FORMAT_ANY=0');
    expect(any).toContain('-DPROVE_FORMAT_ANY=1');
    expect(definesOfPlace(place)).toContain('-DPROVE_FORMAT_ANY=0');
  });

  it('is each place also with an entry that changes, which has to be reached', () => {
    const [still, changing] = alsoChanging([place]);
    if (still === undefined || changing === undefined) return fail();
    expect(definesOfPlace(still)).toContain('-DPROVE_CHANGES=0');
    expect(definesOfPlace(changing)).toContain('-DPROVE_CHANGES=1');
    expect(placeNames([still, changing])).toBe(
      'one page: middle; each also where one entry (PUD or PMD) becomes any other at one of the reads that are calls',
    );
    const assertions = [
      ...statementsOf('one tree').map((name) => said(`statement ${name}`, 'SUCCESS')),
      ...[...reachedBy('one tree'), 'hugetlb'].map((name) => said(`reach ${name}`, 'FAILURE')),
      said('array bounds', 'SUCCESS'),
    ];
    const kinds = (at: typeof place) =>
      new Set([...readPlace(at, 'one tree', assertions).outcomes.values()].map(({ kind }) => kind));
    expect(kinds(still)).toEqual(new Set(['proved']));
    expect(kinds(changing)).toEqual(new Set(['undecided']));
  });

  it('wants the older of two formats first', () => {
    const [older, newer] = [customTree(), OWN_TREE].map(readProofTree);
    if (older === undefined || newer === undefined) return fail();
    expect(subjectOf([older, newer])).toBe('two formats');
    expect(subjectOf([newer, newer])).toBe('one format');
    expect(subjectOf([older])).toBe('one tree');
    expect(() => subjectOf([newer, older])).toThrow('expected the older tree first');
  });
});

describe('the command that proves a statement again', () => {
  const [first, second] = PLACES;
  const places = [first, second].flatMap((place) => place ?? []);

  it('names the trees, the places, a format and that an entry changes', () => {
    expect(treeProofReplay(['a', 'my b'], PLACES)).toMatch(/ prove tree a 'my b'$/);
    expect(treeProofReplay(['a'], alsoChanging(places))).toMatch(
      / prove tree a --place 'one page: middle' 'one page: first of a PGD' --races$/,
    );
    expect(treeProofReplay(['a', 'b'], withFormats(PLACES, DRIVER_FORMATS))).toMatch(/ a b$/);
    expect(treeProofReplay(['a', 'b'], withFormats(PLACES, [EVERY_FORMAT]))).toMatch(
      / a b --format any$/,
    );
  });
});

describe('prove tree', () => {
  it('needs a tree, or --install alone; entries that change are of one tree', async () => {
    const none = await hmmPfnHere(['prove', 'tree']);
    expect([none.code, none.stderr]).toEqual([
      2,
      "error: missing required argument 'folder'. expected a kernel tree, or --install alone.\n",
    ]);
    const two = await hmmPfnHere(['prove', 'tree', OWN_TREE, OWN_TREE, '--races']);
    expect([two.code, two.stdout]).toEqual([2, '']);
    expect(two.stderr).toContain("option '--races' is of one tree");
  });
});

describe('what a run took', () => {
  it('is read from what the kernel says of a process, whatever its name is', () => {
    const stat = '12 (a b) c) R 1 1 1 0 -1 0 0 0 0 0 250 30 0 0 20';
    const cost = costOf(stat, 'Name:\ta b\nVmHWM:\t  204800 kB\nVmRSS:\t 10 kB\n');
    expect(cost).toEqual({ seconds: 2.8, megabytes: 200 });
    expect(mostOf([cost, { seconds: 1, megabytes: 300 }])).toEqual({
      ...{ seconds: 2.8, megabytes: 300 },
    });
  });
});

/** A hugetlb hole that is asked for. */
const WITNESS: TreeWitness = {
  entries: [
    {
      ...{ level: 'huge', slot: 0, kind: 'none', write: false, protnone: false, special: false },
      ...{ owner: 0, pfn: 0n, missing: true },
    },
    {
      ...{ level: 'pgd', slot: 0, kind: 'table', write: false, protnone: false, special: false },
      ...{ owner: 0, pfn: 0n, missing: false },
    },
  ],
  vmas: [{ start: 0x80c0a00000n, end: 0x80c0c00000n, flags: 0x400003n, order: 9 }],
  ...{ change: undefined, format: undefined, asks: { fault: 1n << 63n, write: 1n << 62n } },
  ...{ defaults: 1n << 63n, mask: 0n, caller: 0, words: [0n], faults: [0] },
  ...{ retry: [false, false], zeroPfn: 1n, results: [] },
};

describe('a counterexample', () => {
  it('is a scenario with the VMA, the request, and no entry that its VMA cannot have', () => {
    const replayable = treeDocument(WITNESS, place, 'hole');
    expect(replayable.kind).toBe('document');
    if (replayable.kind !== 'document') return;
    const { mm, range } = replayable.document;
    expect(mm.vmas).toEqual([
      {
        ...{ start: '0x80c0a00000', end: '0x80c0c00000', flags: ['read', 'write'] },
        ...{ backing: 'hugetlb', hugePageShift: 21 },
      },
    ]);
    expect(mm.entries).toEqual([]);
    expect(range).toMatchObject({ default: 'r', mask: '.', requests: '.', owner: 1 });
  });

  it('over a device-private huge page is a document of version 2', () => {
    const entry = { slot: 0, write: true, protnone: false, special: false, missing: false };
    const table = { ...entry, kind: 'table', owner: 0, pfn: 0n } as const;
    const entries = [
      ...([{ ...table, level: 'pgd' } as const, { ...table, level: 'pud' } as const] as const),
      { ...entry, level: 'pmd', kind: 'device-private', owner: 1, pfn: 512n } as const,
    ];
    const vma = { start: 0x80c0a00000n, end: 0x80c0c00000n, flags: 3n, order: 9 };
    const replayable = treeDocument({ ...WITNESS, vmas: [vma], entries, caller: 1 }, place, 'pmd');
    expect(replayable).toMatchObject({
      document: {
        schema: 'hmm-scenario/2',
        mm: {
          entries: [
            { level: 'pgd', is: 'table' },
            { level: 'pud', is: 'table' },
            { level: 'pmd', is: 'device-private', pfn: '0x200', write: true, owner: 2 },
          ],
        },
        range: { owner: 2 },
      },
    });
  });

  it('of the customizable format has that, and asks by its flags', () => {
    const witness = {
      ...{ ...WITNESS, format: AMDGPU, asks: { fault: 1n, write: 2n } },
      ...{ defaults: 0n, mask: 3n, words: [3n] },
    };
    const replayable = treeDocument(witness, place, 'amdgpu');
    expect(replayable).toMatchObject({
      document: {
        schema: 'hmm-scenario/1',
        range: { default: '.', mask: 'w', requests: 'w' },
        legacy: { flags: { valid: '0x1', write: '0x2' }, pfnShift: 12 },
      },
    });
  });

  it.each([
    ['pud', 'nonpresent', 'nonpresent'],
    ['pte', 'uffd-wp marker', 'uffd-wp-marker'],
    ['pte', 'marker', 'poison-marker'],
  ] as const)('over a %s %s is a document of version 2 that trees run', (level, kind, is) => {
    const entry = { slot: 0, write: false, protnone: false, special: false, owner: 0, pfn: 0n };
    const tables = (['pgd', 'pud', 'pmd'] as const)
      .filter((one) => level === 'pte' || one === 'pgd')
      .map((one) => ({ ...entry, level: one, kind: 'table', missing: false }) as const);
    const odd = { ...entry, level, kind, missing: false };
    const vma = { start: 0x8000000000n, end: 0x8080000000n, flags: 3n, order: 9 };
    const far = { ...place, start: 0x8000000000 };
    const witness = { ...WITNESS, vmas: [vma], entries: [...tables, odd] };
    const replayable = treeDocument(witness, far, 'odd');
    expect(replayable).toMatchObject({ document: { schema: 'hmm-scenario/2' } });
    if (replayable.kind !== 'document') return;
    expect(replayable.document.mm.entries.at(-1)).toEqual({ at: '0x8000000000', level, is });
  });

  it('over a PTE of a device’s page has its pfn and its right', () => {
    const entry = { slot: 0, write: false, protnone: false, special: false, owner: 0, pfn: 0n };
    const tables = (['pgd', 'pud', 'pmd'] as const).map(
      (level) => ({ ...entry, level, kind: 'table', missing: false }) as const,
    );
    const pte = { ...entry, level: 'pte', kind: 'devmap', missing: false } as const;
    const entries = [...tables, { ...pte, write: true, pfn: 7n }];
    const vma = { start: 0x8000000000n, end: 0x8080000000n, flags: 3n, order: 9 };
    const far = { ...place, start: 0x8000000000 };
    const replayable = treeDocument({ ...WITNESS, vmas: [vma], entries }, far, 'dax');
    if (replayable.kind !== 'document') throw new TypeError('expected a document');
    expect(replayable.document.mm.entries.at(-1)).toEqual({
      ...{ at: '0x8000000000', level: 'pte', is: 'devmap', pfn: '0x7', write: true },
    });
  });

  it('that no document holds says what it is about', () => {
    const [entry] = WITNESS.entries;
    if (entry === undefined) throw new TypeError('expected an entry');
    const change = { ...entry, level: 'pmd', kind: 'none' } as const;
    const replayable = treeDocument({ ...WITNESS, change }, place, 'odd');
    expect(replayable).toEqual({
      ...{ kind: 'no document', why: 'an entry changes within the walk' },
    });
  });

  it('is read from a trace by the names of what the program shows', () => {
    const step = (outputID: string, binary: string) => ({
      ...{ stepType: 'output', outputID },
      values: [{ binary }],
    });
    const trace = [
      ...[step('pte', '0'), step('kind', '10'), step('write', '1'), step('pfn', '101')],
      ...[step('request', '0'), step('mask', '11'), step('word', '1'), step('word', '0')],
      ...[step('result', '0'), step('returned', `${'1'.repeat(63)}0`), step('output', '111')],
    ];
    const witness = readWitness(JSON.stringify([{ result: [{ trace }] }]));
    expect(witness?.entries).toMatchObject([
      { level: 'pte', kind: 'present', write: true, pfn: 5n },
    ]);
    expect(witness).toMatchObject({ mask: 3n, words: [1n, 0n] });
    expect(witness?.results).toMatchObject([{ ret: -2, words: [7n] }]);
  });
});

const prover = findProver();
const release = findTree('6.12');
const without =
  'missing' in prover
    ? prover.missing
    : release === undefined
      ? 'the sources of 6.12 are not in the cache (npm run test:tree -- --install)'
      : undefined;
/** Many others may be at work on the machine. */
const timeout = 600_000;

describeUnless(without, 'hmm-pfn prove tree', () => {
  it('finds the fault under the hugetlb lock of 6.12, as a scenario, and proves the rest', {
    timeout,
  }, async () => {
    const folder = release?.folder ?? '';
    const witness = join(temporaryFolder(), 'witness');
    const place = ['--place', 'one page: middle', '--witness', witness];
    const { code, stdout } = await hmmPfn(['prove', 'tree', folder, ...place, '--json']);
    const { statements, bounds, suites } = JSON.parse(stdout);
    const again = `prove tree ${folder} --place 'one page: middle'`;
    expect(suites[0].cases[0].replay).toContain(again);
    const outcomes: { id: string; outcome: string }[] = statements;
    expect(outcomes.filter(({ outcome }) => outcome !== 'proved')).toMatchObject([
      { id: 'no-fault-under-lock', outcome: 'refuted' },
      { id: 'walk-ends', outcome: 'refuted' },
    ]);
    expect(outcomes.length).toBe(18);
    expect(bounds.places).toEqual(['one page: middle']);
    expect(readdirSync(witness)).toEqual(['no-fault-under-lock.json', 'walk-ends.json']);
    const replay = ['explain', join(witness, 'walk-ends.json'), '--tree', `real=${folder}`];
    const explained = await hmmPfn(replay);
    expect(explained.stdout).toContain('real throws endless loop: does not end: walk 1');
    expect(explained.code).toBe(1);
    expect(code).toBe(1);
  });

  it('refutes a change that takes back what a release came to fault, a known difference the other way round', {
    timeout,
  }, async () => {
    const folder = release?.folder ?? '';
    const changed = join(temporaryFolder(), 'changed');
    cpSync(folder, changed, { recursive: true });
    const file = join(changed, 'mm/hmm.c');
    const text = readFileSync(file, 'utf8');
    const without = text.replace(/if \(is_device_exclusive_entry\(entry\)\)\s+goto fault;/, '');
    expect(without).not.toBe(text);
    writeFileSync(file, without);
    const place = ['--place', 'one page: middle', '--json'];
    const { code, stdout } = await hmmPfn(['prove', 'tree', folder, changed, ...place]);
    const { statements } = JSON.parse(stdout);
    const outcomes: { id: string; outcome: string }[] = statements;
    const refuted = outcomes.filter(({ outcome }) => outcome === 'refuted').map(({ id }) => id);
    expect(refuted).toEqual(['same-return', 'same-faults', 'same-resume']);
    expect(code).toBe(1);
  });

  it('knows that a VMA with mixedmap was refused, also one of hugetlb', { timeout }, async () => {
    const folder = release?.folder ?? '';
    const older = join(temporaryFolder(), 'older');
    cpSync(folder, older, { recursive: true });
    const file = join(older, 'mm/hmm.c');
    const text = readFileSync(file, 'utf8');
    const refusing = text.replace('(VM_IO | VM_PFNMAP)', '(VM_IO | VM_PFNMAP | VM_MIXEDMAP)');
    expect(refusing).not.toBe(text);
    writeFileSync(file, refusing);
    const place = ['--place', 'one page: middle', '--json'];
    const { code, stdout } = await hmmPfn(['prove', 'tree', older, folder, ...place]);
    const { statements, knownDifferences } = JSON.parse(stdout);
    const outcomes: { outcome: string }[] = statements;
    expect(outcomes.filter(({ outcome }) => outcome !== 'proved')).toEqual([]);
    expect(knownDifferences).toEqual(['mixed-map']);
    expect(code).toBe(0);
  });
});

const formats = [findTree('5.7'), findTree('5.8')];
const withoutFormats =
  without ??
  (formats.includes(undefined)
    ? 'the sources of 5.7 and 5.8 are not in the cache, and no suite of Debian has them'
    : undefined);

describeUnless(withoutFormats, 'hmm-pfn prove tree, 5.7 against 5.8', () => {
  it('proves the same but for the nine known differences', { timeout }, async () => {
    const trees = formats.map((tree) => tree?.folder ?? '');
    const place = ['--place', 'one page: middle', '--format', 'amdgpu', '--json'];
    const { code, stdout } = await hmmPfn(['prove', 'tree', ...trees, ...place]);
    const { statements, knownDifferences } = JSON.parse(stdout);
    const outcomes: { outcome: string }[] = statements;
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['proved']));
    expect(outcomes.length).toBe(statementsOf('two formats').length);
    expect(knownDifferences).toEqual([
      ...['pte-protnone-valid', 'pmd-protnone-valid', 'hugetlb-protnone-valid'],
      ...['hugetlb-none-valid', 'hugetlb-migration-valid', 'hugetlb-hwpoison-valid'],
      ...['count-ends-in-hole', 'count-ends-in-gap', 'count-ends-in-unmapped-pmd'],
    ]);
    expect(code).toBe(0);
  });
});

describeUnless('missing' in prover ? prover.missing : undefined, 'a prover', () => {
  it('proves nothing with too little memory, which is no pass', { timeout }, async () => {
    const args = ['prove', 'tree', OWN_TREE, '--place', 'one page: middle', '--memory-limit', '64'];
    const { code, stdout, stderr } = await hmmPfn(args);
    expect(code).toBe(2);
    expect(stdout + stderr).not.toContain('Proved');
  });

  it('refuses a tree that calls what nobody has defined, before it asks anything', async () => {
    const tree = changedTree('without-body', [
      { from: 'if (!pte_none(*pte) &&', to: 'if (!pte_none(*pte) && !__pte_frob(*pte) &&' },
    ]);
    const args = ['prove', 'tree', OWN_TREE, tree, '--place', 'one page: middle'];
    const { code, stdout, stderr } = await hmmPfnHere(args);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`${tree}: expected every function that a walk calls`);
    expect(stderr).toContain('got none for __pte_frob()');
  });
});
