// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { Kind } from '../../mm/entry';
import { StateKind } from '../../mm/page-states';
import type { Clause, KnownOfPage } from '../../oracle/contract/clause';
import { CpuAccess } from '../../oracle/contract/cpu-pages';
import { CLAUSES } from '../../oracle/contract/registry';
import { ALL_CLAUSES, Suspicions } from '../../oracle/contract/suspicions';
import { entry, vma } from '../support/build';
import { runOn } from './runs';

const STATE_NAMES = Object.keys(StateKind) as readonly (keyof typeof StateKind)[];
const ACCESS_NAMES = Object.keys(CpuAccess) as readonly (keyof typeof CpuAccess)[];
const ASKED = {
  nothing: { faults: false, writes: false },
  read: { faults: true, writes: false },
  write: { faults: true, writes: true },
};
type AskedName = keyof typeof ASKED;

/** Everything that can be known of a page, with a name each. */
const ALL_FACTS = STATE_NAMES.flatMap((state) =>
  ACCESS_NAMES.flatMap((access) =>
    (Object.keys(ASKED) as AskedName[]).flatMap((asked) =>
      [true, false].map((hasFrameOfEntry) => ({
        names: { state, access, asked, frame: hasFrameOfEntry ? 'its' : 'another' },
        facts: {
          ...{ state: StateKind[state], access: CpuAccess[access] },
          ...ASKED[asked],
          hasFrameOfEntry,
        } satisfies KnownOfPage,
      })),
    ),
  ),
);

/** What pages are like of which a clause can be broken, by the facts that it goes by. */
function suspected(id: string, by: readonly (keyof (typeof ALL_FACTS)[number]['names'])[]) {
  const clause = CLAUSES.find((one) => one.id === id);
  const suspects = clause?.suspects;
  if (suspects === undefined || suspects === 'any call') throw new Error(`${id} has no suspicion`);
  const like = (names: (typeof ALL_FACTS)[number]['names']) => by.map((fact) => names[fact]).join();
  const yes = ALL_FACTS.filter(({ facts }) => suspects(facts)).map(({ names }) => like(names));
  const no = ALL_FACTS.filter(({ facts }) => !suspects(facts)).map(({ names }) => like(names));
  // It goes by nothing else.
  expect(yes.filter((one) => no.includes(one))).toEqual([]);
  return [...new Set(yes)];
}

describe('a promise can be broken for pages', () => {
  it.each([
    ['invalid-says-nothing', ['state'], ['none', 'stray', 'malformed', 'untouched']],
    ['error-is-final', ['state'], ['error', 'special']],
    ['faultable', ['state'], ['none']],
    ['pfn-is-mapped', ['state', 'frame'], ['read,another', 'write,another', 'stray,another']],
    ['valid-is-accessible', ['state', 'access'], ['read,nothing', 'write,nothing', 'write,read']],
    [
      'mapped-is-valid',
      ['state', 'access'],
      [
        ...['none,read', 'none,write', 'error,read', 'error,write', 'special,read'],
        ...['special,write', 'read,write', 'untouched,read', 'untouched,write'],
      ],
    ],
    [
      'requested-is-there',
      ['state', 'asked'],
      [
        ...['none,read', 'none,write', 'error,read', 'error,write', 'special,read'],
        ...['special,write', 'read,write', 'stray,read', 'stray,write', 'malformed,read'],
        ...['malformed,write', 'untouched,read', 'untouched,write'],
      ],
    ],
  ] as const)('%s, by %j', (id, by, expected) => {
    expect(suspected(id, by)).toEqual(expected);
  });

  it('of which clauses say so; the others are asked of any call', () => {
    const said = CLAUSES.filter(({ suspects }) => suspects !== 'any call');
    expect(said.map(({ id }) => id)).toEqual([
      'requested-is-there',
      'invalid-says-nothing',
      'valid-is-accessible',
      'mapped-is-valid',
      'pfn-is-mapped',
      'error-is-final',
      'faultable',
    ]);
  });
});

function clause(suspects: Clause['suspects']): Clause {
  return { id: 'any', promise: 'None.', violations: [], suspects, check: () => undefined };
}

/** The frames of the entries below, low halves first. */
const OF_ENTRIES: readonly number[] = [0x2000, 0, 0x2001, 2];

/** Whether a call for three pages with these words is suspected of what a clause suspects. */
function isSuspected(
  suspects: Clause['suspects'],
  given: {
    readonly asks?: string;
    readonly words?: readonly (keyof typeof StateKind)[];
    readonly stoppedAt?: number;
    readonly ret?: 0 | -14;
    readonly pfns?: readonly number[];
  },
): boolean {
  const { asks = '...', words = [], stoppedAt = 3, ret = 0, pfns = OF_ENTRIES } = given;
  const run = runOn(
    {
      vmas: [vma(0, 3)],
      entries: [
        entry(0, { kind: Kind.ptePresent, write: true }, 0x2000),
        entry(1, { kind: Kind.ptePresent }, 2 ** 33 + 0x2001),
        entry(2, { kind: Kind.pteSwap }),
      ],
    },
    { asks },
  );
  const { states, record } = run.side;
  words.forEach((state, page) => {
    states.kinds[page] = StateKind[state];
  });
  states.pfns.set(pfns);
  record.stoppedAt = stoppedAt;
  record.ret = ret;
  const other = clause(() => false);
  const one = clause(suspects);
  const suspicions = new Suspicions([other, one, clause(() => true)]);
  const set = suspicions.of(run);
  // One clause has no influence on what is found of the others.
  expect(set & suspicions.bitOf(other)).toBe(0);
  return (set & suspicions.bitOf(one)) !== 0;
}

describe('a call is suspected', () => {
  it('by the state of any of its pages', () => {
    const words = ['write', 'read', 'none'] as const;
    const has = (kind: keyof typeof StateKind) =>
      isSuspected(({ state }) => state === StateKind[kind], { words });
    expect(STATE_NAMES.filter(has)).toEqual(['none', 'read', 'write']);
  });

  it('up to where it stopped; what it left out although it succeeded has no state', () => {
    const words = ['write', 'read', 'error'] as const;
    const isError = ({ state }: KnownOfPage) => state === StateKind.error;
    expect(isSuspected(isError, { words, ret: -14, stoppedAt: 2 })).toBe(false);
    expect(isSuspected(isError, { words, ret: -14, stoppedAt: 3 })).toBe(true);
    expect(isSuspected(isError, { words, ret: 0, stoppedAt: 2 })).toBe(false);
    const isLeftOut = ({ state, faults }: KnownOfPage) => state === undefined && faults;
    const left = (ret: 0 | -14, asks: string) =>
      isSuspected(isLeftOut, { words, ret, stoppedAt: 2, asks });
    expect([left(0, '..r'), left(0, 'rr.'), left(-14, '..r')]).toEqual([true, false, false]);
  });

  it('by what the CPU may do with a page of that state', () => {
    const words = ['write', 'read', 'none'] as const;
    const seen = ACCESS_NAMES.map((name) =>
      STATE_NAMES.filter((kind) =>
        isSuspected(
          ({ state, access }) => state === StateKind[kind] && access === CpuAccess[name],
          { words },
        ),
      ),
    );
    expect(seen).toEqual([['none'], ['read'], ['write']]);
  });

  it('by what was asked of a page of that state', () => {
    const words = ['write', 'read', 'none'] as const;
    const seen = (['nothing', 'read', 'write'] as const).map((name) =>
      STATE_NAMES.filter((kind) =>
        isSuspected(
          ({ state, faults, writes }) =>
            state === StateKind[kind] &&
            faults === ASKED[name].faults &&
            writes === ASKED[name].writes,
          { words, asks: 'w.r' },
        ),
      ),
    );
    expect(seen).toEqual([['read'], ['none'], ['write']]);
  });

  it.each([
    [[0x2000, 0, 0x2001, 2], []],
    [[0x2001, 0, 0x2001, 2], ['write']],
    [[0x2000, 1, 0x2001, 2], ['write']],
    [[0x2000, 0, 0x2001, 0], ['read']],
  ])('by a pfn that is not that of its entry: %j', (pfns, expected) => {
    const words = ['write', 'read', 'none'] as const;
    const seen = (['write', 'read'] as const).filter((kind) => {
      const suspects = ({ state, hasFrameOfEntry }: KnownOfPage) =>
        state === StateKind[kind] && !hasFrameOfEntry;
      return isSuspected(suspects, { words, pfns });
    });
    expect(seen).toEqual(expected);
  });

  it('whatever its pages are like, of what any call can break', () => {
    const run = runOn({}, { asks: '' });
    const any = clause('any call');
    const suspicions = new Suspicions([clause(() => true), any]);
    expect(suspicions.of(run) & suspicions.bitOf(any)).not.toBe(0);
    expect(suspicions.of(run) & ALL_CLAUSES).toBe(suspicions.bitOf(any));
  });

  it('of nothing by a page without a word, unless that is what is suspected', () => {
    const run = runOn({ vmas: [vma(0, 600)] }, { asks: '.'.repeat(600) });
    const without = clause(({ state }) => state === undefined);
    const suspicions = new Suspicions([without]);
    expect(suspicions.of(run) & suspicions.bitOf(without)).not.toBe(0);
    run.record.ret = -14;
    expect(suspicions.of(run) & suspicions.bitOf(without)).toBe(0);
  });
});
