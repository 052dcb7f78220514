// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { AMDGPU_PAIR } from '../../drivers/amdgpu/pair';
import type { DriverVersion, FaultedWindow, PageOutcome } from '../../drivers/conversion';
import type { Access } from '../../drivers/driver';
import { vramAddress } from '../../drivers/nouveau/dmem';
import { NOUVEAU_PAIR } from '../../drivers/nouveau/pair';
import { TEST_HMM_FAULT_PAIR, TEST_HMM_SNAPSHOT_PAIR } from '../../drivers/test_hmm/pairs';
import { windowsOf } from '../../drivers/windows';

const VALID = 1n << 63n;
const WRITE = 1n << 62n;
const ERROR = 1n << 61n;
/** Frame 7 is a page of the device, frame 8 one of another device, frame 1 the zero page. */
const FACTS: FaultedWindow['facts'] = {
  deviceOwner: (pfn) => (pfn === 7n ? 1 : pfn === 8n ? 2 : 0),
  isZeroPage: (pfn) => pfn === 1n,
};

function window(words: readonly bigint[], access: Access = 'read'): FaultedWindow {
  return { accesses: words.map(() => access), words, facts: FACTS, stale: 0n };
}

function outcomes(version: DriverVersion, words: readonly bigint[]): readonly PageOutcome[] {
  const conversion = version.convert(window(words));
  return conversion.kind === 'converted' ? conversion.pages : [];
}

function entries(version: DriverVersion, words: readonly bigint[]): string[] {
  return outcomes(version, words).map(({ entry }) => `0x${entry.toString(16)}`);
}

describe('nouveau', () => {
  it('leaves what is no private page in place until 5.7', () => {
    const words = [0n, 0xffff_ffff_ffff_fffen, 0x2001n, 0x2003n];
    expect(entries(NOUVEAU_PAIR.before, words)).toEqual([
      '0x0',
      '0xfffffffffffffffe',
      '0x2001',
      '0x2003',
    ]);
    expect(outcomes(NOUVEAU_PAIR.before, words).map(({ kind }) => kind)).toEqual([
      'unmapped',
      'unmapped',
      'mapped',
      'mapped',
    ]);
  });

  it('writes 0 for what is not VALID since 5.8', () => {
    const words = [0n, ERROR, 2n, VALID | 2n, VALID | WRITE | 2n];
    expect(entries(NOUVEAU_PAIR.after, words)).toEqual(['0x0', '0x0', '0x0', '0x2001', '0x2003']);
  });

  it('gives a private page its VRAM address and keeps its flags, in both versions', () => {
    expect(vramAddress(7n)).toBe(0x60_7000n);
    expect(entries(NOUVEAU_PAIR.before, [0x7003n])).toEqual(['0x607013']);
    expect(entries(NOUVEAU_PAIR.after, [VALID | WRITE | 7n])).toEqual(['0x607013']);
  });

  it('has a VRAM address of its own for every page', () => {
    const pfns = [0n, 511n, 512n, 513n, 0x1000n, 2n ** 32n, 2n ** 40n - 1n];
    expect(new Set(pfns.map(vramAddress)).size).toBe(pfns.length);
    for (const pfn of pfns) expect(vramAddress(pfn)).not.toBe(pfn << 12n);
  });

  it('ends in the words of a Pascal page table', () => {
    const words = [VALID | 2n, VALID | WRITE | 2n, VALID | 7n, VALID | WRITE | 7n];
    const pages = outcomes(NOUVEAU_PAIR.after, words);
    expect(pages.map((page) => (page.kind === 'mapped' ? page.pageTableWord : null))).toEqual([
      0x24dn,
      0x20dn,
      0x6_0741n,
      0x6_0701n,
    ]);
  });
});

describe('amdgpu', () => {
  it.each([0n, 0xffff_ffff_ffff_fffen, 0xffff_ffff_ffff_fffcn])(
    'gives up on %s until 5.7',
    (word) => {
      const conversion = AMDGPU_PAIR.before.convert(window([0x2001n, word]));
      expect(conversion).toEqual({ kind: 'refused', page: 1, code: '-ENOMEM' });
    },
  );

  it('takes whatever stands below the flags since 5.8', () => {
    const words = [VALID | WRITE | 2n, 0n, ERROR, 5n];
    const pages = outcomes(AMDGPU_PAIR.after, words);
    expect(pages.map((page) => (page.kind === 'mapped' ? page.page : null))).toEqual([
      2n,
      0n,
      0n,
      5n,
    ]);
  });
});

describe('test_hmm', () => {
  it('tells a snapshot in bytes', () => {
    const { before, after } = TEST_HMM_SNAPSHOT_PAIR;
    const told = ['0xff', '0x0', '0x31', '0x22', '0x11', '0x2', '0x1'];
    const words = [ERROR, 0n, VALID | 7n, VALID | WRITE | 8n, VALID | 1n, VALID | WRITE | 2n];
    expect(entries(after, [...words, VALID | 2n])).toEqual(told);
    const old = [0xffff_ffff_ffff_fffen, 0n, 0x7001n, 0x8003n, 0x1001n, 0x2003n, 0x2001n];
    expect(entries(before, old)).toEqual(told);
  });

  it.each([
    [ERROR, 'read'],
    [0n, 'read'],
    [2n, 'read'],
    [VALID | 2n, 'write'],
  ] as const)('refuses a fault that left %s for a %s', (word, access) => {
    const conversion = TEST_HMM_FAULT_PAIR.after.convert(
      window([VALID | WRITE | 3n, word], access),
    );
    expect(conversion).toEqual({ kind: 'refused', page: 1, code: '-EFAULT' });
  });
});

describe('windows', () => {
  it('begin and end with an access for nouveau', () => {
    const wanted: readonly Access[] = ['none', 'read', 'none', 'write', 'none', 'none'];
    expect(windowsOf(NOUVEAU_PAIR.after, wanted, 16)).toEqual([
      { first: 1, accesses: ['read', 'none', 'write'] },
    ]);
    expect(windowsOf(NOUVEAU_PAIR.after, wanted, 2)).toEqual([
      { first: 1, accesses: ['read'] },
      { first: 3, accesses: ['write'] },
    ]);
  });

  it('are wanted as a whole by amdgpu', () => {
    expect(windowsOf(AMDGPU_PAIR.after, ['read', 'none', 'write'], 16)).toEqual([
      { first: 0, accesses: ['write', 'write', 'write'] },
    ]);
    expect(windowsOf(AMDGPU_PAIR.after, ['prefetch'], 16)).toEqual([
      { first: 0, accesses: ['read'] },
    ]);
  });

  it('ask for nothing in a snapshot', () => {
    expect(windowsOf(TEST_HMM_SNAPSHOT_PAIR.after, ['none', 'write'], 16)).toEqual([
      { first: 0, accesses: ['none', 'none'] },
    ]);
  });
});
