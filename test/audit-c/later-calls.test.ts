// SPDX-License-Identifier: GPL-2.0-or-later
import { afterAll, describe, expect, it } from 'vitest';
import type { AskedRange } from '../../audit/c/case-result';
import { answerCall } from '../../audit/c/driver-call';
import { ScenarioFacts } from '../../audit/model/page-facts';
import { VersionRunner } from '../../audit/model/version-run';
import { NOUVEAU_PAIR } from '../../drivers/nouveau/pair';
import { NOUVEAU } from '../../legacy/known-formats';
import { AddressSpace, type ThreadEvent } from '../../mm/address-space';
import { Kind } from '../../mm/entry';
import { PAGE_SIZE, pfn } from '../../mm/units';
import { encodeRequest } from '../../modern/format';
import { makeSide } from '../../oracle/run/runner';
import type { Side } from '../../oracle/run/side';
import type { Scenario } from '../../oracle/scenario/scenario';
import { BASE, entry, event, image, page, request, vma } from '../support/build';
import { closeTrees, describeWithCompiler, OWN_TREE, opens } from '../tree/support';

const FILE = vma(0, 4, 'read write shared', { kind: 'file', filePfn: pfn(0x800) });

/** Four pages of a file, all asked for reading, during whose first call something happens. */
function during(...events: readonly Partial<ThreadEvent>[]): Scenario {
  return {
    id: 'later calls',
    mm: image({ vmas: [FILE], events: events.map((one, index) => event(index + 1, one)) }),
    range: request(0, 'rrrr'),
    format: NOUVEAU,
  };
}

/** Pages that a driver asks for by its defaults. */
function asked(first: number, stop: number): AskedRange {
  return {
    ...{ start: page(first), end: page(stop), mask: 0n, owner: 0 },
    ...{ defaults: encodeRequest(1, 64), flags: [0n, 0n], values: [0n, 0n, 0n] },
    ...{ pfnShift: 0, word: () => 0n },
  };
}

/** What calls that a driver makes one after another return, with the first frame of each; or why there is no answer. */
function answers(
  scenario: Scenario,
  calls: readonly AskedRange[],
  space: AddressSpace,
  side: Side,
): readonly string[] {
  const earlier: Parameters<typeof answerCall>[1][number][] = [];
  return calls.map((one) => {
    const answered = answerCall(scenario, earlier, one, side, space);
    if (typeof answered === 'string') return answered;
    if (!('call' in answered)) throw answered;
    const { call } = answered;
    earlier.push(call);
    return call.answer.ret < 0
      ? `${call.answer.ret}`
      : `page ${(call.answer.start - BASE) / PAGE_SIZE} 0x${(call.pfns[0] ?? 0).toString(16)}`;
  });
}

const PIECES = [asked(0, 2), asked(2, 4)];

describe('a driver’s later call in a scenario', () => {
  const space = new AddressSpace();
  const side = makeSide('modern-6.12', space);
  const made = (scenario: Scenario, calls = PIECES) => answers(scenario, calls, space, side);

  it('sees the memory as the first one left it', () => {
    expect(made(during())).toEqual(['page 0 0x800', 'page 2 0x802']);
    expect(made(during({ vmas: [{ ...FILE, end: page(2) }] }))).toEqual(['page 0 0x800', '-14']);
    const moved = { ...FILE, backing: { kind: 'file', filePfn: pfn(0x900) } } as const;
    expect(made(during({ vmas: [moved] }))).toEqual(['page 0 0x900', 'page 2 0x902']);
    const poisoned = [entry(3, { kind: Kind.pteHwpoison })];
    expect(made(during({ entries: poisoned }))).toEqual(['page 0 0x800', '-14']);
    const filePages = new Map([[page(2), pfn(0xa00)]]);
    expect(made(during({ filePages }))).toEqual(['page 0 0x800', 'page 2 0xa00']);
  });

  it('sees nothing of events that the first one did not come to', () => {
    const late = during({}, {}, {}, {}, { vmas: [] });
    expect(made(late)).toEqual(['page 0 0x800', 'page 2 0x802']);
  });

  it('begins with the events of the first one gone, and the next scenario with its own', () => {
    const unmapped = during({ invalidate: true, vmas: [{ ...FILE, end: page(2) }] });
    const again = [asked(0, 2), asked(0, 2), asked(2, 4)];
    const expected = ['-16', 'page 0 0x800', '-14'];
    expect(made(unmapped, again)).toEqual(expected);
    expect(made(during())).toEqual(['page 0 0x800', 'page 2 0x802']);
    expect(made(unmapped, again)).toEqual(expected);
  });
});

describeWithCompiler('a driver’s later call on a kernel tree', () => {
  afterAll(closeTrees);

  it('sees other VMAs, and has no answer where pages of a file were replaced', async () => {
    const tree = await opens('own', OWN_TREE);
    const space = new AddressSpace();
    const side = makeSide(tree.name, space);
    const made = (scenario: Scenario) => answers(scenario, PIECES, space, side);
    expect(made(during({ vmas: [{ ...FILE, end: page(2) }] }))).toEqual(['page 0 0x800', '-14']);
    const filePages = new Map([[page(2), pfn(0xa00)]]);
    expect(made(during({ filePages }))).toEqual(['page 0 0x800', 'pages of a file were replaced']);
  });
});

describe('a driver model whose first call is invalidated', () => {
  const space = new AddressSpace();
  const facts = new ScenarioFacts();
  const runner = new VersionRunner(space, NOUVEAU_PAIR.after, facts);

  function run(scenario: Scenario): string {
    space.load(scenario.mm);
    facts.load(scenario.mm);
    const accesses = ['read', 'read'] as const;
    const { end, attempts } = runner.run(NOUVEAU_PAIR.after, scenario, { first: 0, accesses });
    return `${end.kind} after ${attempts}`;
  }

  it('calls again in the memory that is there by then', () => {
    expect(run(during({ invalidate: true }))).toBe('done after 2');
    expect(run(during({ invalidate: true, vmas: [] }))).toBe('failed after 2');
    expect(run(during({ invalidate: true }))).toBe('done after 2');
  });
});
