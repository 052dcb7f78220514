// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { liveCase } from '../../kernel/cases/live-case';
import { randomCase, randomCases } from '../../kernel/cases/random';
import { realise } from '../../kernel/plan/plan';
import { recipeText } from '../../kernel/plan/recipe';
import { NOUVEAU } from '../../legacy/known-formats';
import type { AddressSpaceImage } from '../../mm/address-space';
import { type EntryAttributes, Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { PMD } from '../../mm/units';
import type { Scenario } from '../../oracle/scenario/scenario';
import { entry, event, image, page, request, vma } from '../support/build';

function scenario(parts: Partial<AddressSpaceImage>): Scenario {
  return { id: 'one', mm: image(parts), range: request(0, 'r..w'), format: NOUVEAU };
}

function steps(parts: Partial<AddressSpaceImage>): readonly string[] {
  const plan = realise(scenario(parts));
  if (plan.kind === 'skip') throw new Error(plan.reason);
  return recipeText([plan.recipe]).trimEnd().split('\n').slice(3);
}

describe('a scenario that a process can bring about', () => {
  it('is mapped, filled, protected, and asked for', () => {
    const present: EntryAttributes = { kind: Kind.ptePresent, write: true };
    expect(steps({ vmas: [vma(0, 8, 'read')], entries: [entry(1, present, 0x2000)] })).toEqual([
      'map 0x7f0000000000 8 rw private anon noreserve',
      'write 0x7f0000001000 1',
      'protect 0x7f0000000000 8 r',
      'begin 0x7f0000000000 0x7f0000004000',
      'call . * r2.w',
    ]);
  });

  it('swaps out before it forks, and hints last', () => {
    const entries = [
      entry(0, { kind: Kind.ptePresent }, 0x2000),
      entry(1, { kind: Kind.pteSwap }),
      entry(2, { kind: Kind.ptePresent, write: true, protnone: true }, 0x2001),
    ];
    expect(steps({ vmas: [vma(0, 8)], entries })).toEqual([
      'map 0x7f0000000000 8 rw private anon noreserve',
      'write 0x7f0000001000 1',
      'advise 0x7f0000001000 1 pageout',
      'write 0x7f0000000000 1',
      'write 0x7f0000002000 1',
      'fork',
      'write 0x7f0000002000 1',
      'numa 0x7f0000002000 1',
      'begin 0x7f0000000000 0x7f0000004000',
      'call . * r2.w',
    ]);
  });

  it('has what others do before the first walk after the sequence', () => {
    const events = [event(1, { invalidate: true })];
    expect(steps({ vmas: [vma(0, 8)], events }).slice(1)).toEqual([
      'begin 0x7f0000000000 0x7f0000004000',
      'advise 0x7f0000000000 1 dontneed',
      'call . * r2.w',
    ]);
  });

  it('is asked for by the entry point that it names, and with words that were never cleared', () => {
    const given = scenario({ vmas: [vma(0, 8)] });
    const asks = Uint8Array.of(Ask.all, Ask.all, Ask.nothing, Ask.write);
    const asked = { ...given, range: { ...request(0, '....'), asks, call: { timeout: 3 } } };
    const plan = realise(asked);
    if (plan.kind === 'skip') throw new Error(plan.reason);
    expect(recipeText([plan.recipe])).toContain('\ncall . * 2*.w unlocked timeout=3\n');
  });

  it('ends a file where its pages are to fail', () => {
    const file = vma(0, 4, 'read write', { kind: 'file', filePfn: entryPfn });
    const plan = realise(scenario({ vmas: [file], faultErrors: new Map([[page(2), 'sigbus']]) }));
    if (plan.kind === 'skip') throw new Error(plan.reason);
    expect(recipeText([plan.recipe])).toContain('map 0x7f0000000000 4 rw private file pages=2\n');
    expect(liveCase(plan.recipe).known.faultErrors).toEqual({
      '0x7f0000002000': 'sigbus',
      '0x7f0000003000': 'sigbus',
    });
  });
});

const entryPfn = image({}).nextPfn;

describe('a scenario that no process can bring about is skipped:', () => {
  it.each<[string, Partial<AddressSpaceImage>]>([
    [
      'a migration entry cannot be held still',
      { entries: [entry(0, { kind: Kind.pteMigration }, 1)] },
    ],
    [
      'a device-private page needs a kernel that is built for it, and a device',
      { entries: [entry(0, { kind: Kind.pteDevicePrivate, owner: 1 }, 1)] },
    ],
    [
      'a corrupt PMD cannot be brought about',
      { entries: [entry(0, { kind: Kind.pmdBad }, 0, PMD)] },
    ],
    ['nobody can stop a kernel between two walks', { events: [event(2, { invalidate: true })] }],
    [
      'a plan of a document has no steps that change VMAs or files',
      { events: [{ ...event(1, { invalidate: true }), vmas: [] }] },
    ],
    [
      'a page fault that does nothing, or drops the mmap lock, is not to be had at will',
      { lockDrops: new Map([[page(0), { result: 'retry', times: 1 }]]) },
    ],
    [
      'time that passes, and signals, cannot be placed between two walks',
      { events: [{ ...event(1, {}), elapsed: 3 }] },
    ],
    [
      'a page fault fails at will only past the end of a file',
      { faultErrors: new Map([[page(0), 'oom']]) },
    ],
  ])('%s', (reason, parts) => {
    expect(realise(scenario({ vmas: [vma(0, 512)], ...parts }))).toEqual({ kind: 'skip', reason });
  });
});

describe('random cases', () => {
  it('are the same for the same seed, and are made again by their names', () => {
    const [first, ...rest] = randomCases(5, 20);
    expect(randomCases(5, 20)).toEqual([first, ...rest]);
    const [, , number] = /^random-(\d+)-(\d+)$/.exec(first?.recipe.name ?? '') ?? [];
    expect(randomCase(5, Number(number))).toEqual(first);
  });
});
