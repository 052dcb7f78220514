// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import type { DriverModel } from '../../drivers/driver';
import { rangeRequest } from '../../drivers/driver';
import { LOOP_FIELDS, loopFieldText } from '../../drivers/loop-text';
import { makeRangeCall } from '../../drivers/make-range-call';
import { DRIVER_ROWS } from '../../drivers/registry';
import { Kind } from '../../mm/entry';
import { Ask } from '../../mm/range';
import { entry, loaded, page, vma } from '../support/build';
import { TRAITS } from './expected';

const VERSIONS: readonly DriverModel[] = Object.values(DRIVER_ROWS)
  .flatMap(({ pairs }) => pairs)
  .flatMap(({ before, after }) => [before, after]);

it('every driver version has the traits of its source', () => {
  const traits = VERSIONS.map(({ id, format, windowLimit, owner, loop }) => [
    id,
    format.kind === 'fixed' ? (format.revision ?? 'fixed') : format.revision,
    windowLimit,
    owner,
    ...LOOP_FIELDS.map((field) => loopFieldText(loop, field)),
  ]);
  expect(traits).toEqual(Object.entries(TRAITS).map(([id, those]) => [id, ...those]));
});

it('test_hmm asks by the defaults alone, and a snapshot asks nothing', () => {
  const asked = VERSIONS.filter(({ id }) => id.startsWith('test_hmm')).map((driver) =>
    (['read', 'write', 'none'] as const).map((access) => {
      const { defaults, mask, asks } = driver.encode([access, access]);
      expect([mask, asks]).toEqual([Ask.nothing, [Ask.nothing, Ask.nothing]]);
      return defaults;
    }),
  );
  const fault = [Ask.read, Ask.write, Ask.read];
  const snapshot = [Ask.nothing, Ask.nothing, Ask.nothing];
  expect(asked).toEqual([fault, fault, snapshot, snapshot]);
});

describe('the words of an array', () => {
  // A pfn with bits in either half of a word, at an odd page and at an even one.
  const FRAMES = [0x12_3456_7890, 0xab_cdef_0123, 0x6] as const;
  const entries = FRAMES.map((frame, index) =>
    entry(index, { kind: Kind.ptePresent, write: index !== 1 }, frame),
  );
  const WORDS: Readonly<Record<string, readonly bigint[]>> = {
    'nouveau-before': [0x1_2345_6789_0003n, 0xa_bcde_f012_3001n, 0x6003n],
    'nouveau-after': [0xc000_0012_3456_7890n, 0x8000_00ab_cdef_0123n, 0xc000_0000_0000_0006n],
  };

  it.each(['nouveau-before', 'nouveau-after'])('%s: are read, saved and put back', (id) => {
    const driver = VERSIONS.find((version) => version.id === id);
    if (driver === undefined) throw new Error(`no version ${id}`);
    const space = loaded({ vmas: [vma(0, 8)], entries });
    const call = makeRangeCall(driver.format, space);
    call.prepare(rangeRequest(driver, ['read', 'read', 'read'], page(0)));
    const requests = new Uint32Array(6);
    call.save(requests);
    call.run();
    expect([0, 1, 2].map((index) => call.word(index))).toEqual(WORDS[id]);
    const output = new Uint32Array(6);
    call.save(output);
    call.writeRequests();
    call.restore(1, output);
    expect(call.word(1)).toBe(WORDS[id]?.[1]);
    call.restore(2, output);
    expect(call.word(2)).toBe(WORDS[id]?.[2]);
    call.restore(1, requests);
    expect(call.word(1)).toBe(id === 'nouveau-before' ? 0x1n : 0x8000_0000_0000_0000n);
    // What was put back is what the next call begins with: nothing is written anew.
    call.run();
    expect(call.word(1)).toBe(WORDS[id]?.[1]);
    expect(call.wordText(0)).toMatch(/0x1234567890$/);
  });
});
