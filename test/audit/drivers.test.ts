// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { auditDriver } from '../../audit/model/audit';
import { scopeScenarios } from '../../audit/model/families';
import { AT_HAND } from '../../audit/model/inquiry';
import { KNOWLEDGE } from '../../audit/model/known/registry';
import { proveEveryEntryValid } from '../../audit/model/proof';
import { type AuditReport, isExplained } from '../../audit/model/report';
import { AMDGPU_PAIR } from '../../drivers/amdgpu/pair';
import {
  type DriverPair,
  type DriverVersion,
  eachPage,
  type PageOutcome,
} from '../../drivers/conversion';
import { GPUSVM_PAIR } from '../../drivers/gpusvm/pair';
import { HMM_PFN_VALID, HMM_PFN_WRITE, pfnOfWord } from '../../drivers/hmm-pfn-word';
import { NOUVEAU_PAIR } from '../../drivers/nouveau/pair';
import { ODP_PAIR } from '../../drivers/odp/pair';
import { TEST_HMM_SNAPSHOT_PAIR } from '../../drivers/test_hmm/pairs';
import { XE_PAIR } from '../../drivers/xe/pair';
import { Ask } from '../../mm/range';
import type { Scenario } from '../../oracle/scenario/scenario';
import { CONVERSION_MISTAKES } from './mistakes';

function audit(pair: DriverPair, runs: number): Promise<AuditReport> {
  const sources = { seed: 2, runs, scope: 0, vectors: [] } as const;
  const options = { ...sources, loops: false, shown: 0, knownShown: false };
  return auditDriver(pair, KNOWLEDGE[pair.name] ?? {}, options);
}

describe('every difference of a real port is explained:', () => {
  it.each([NOUVEAU_PAIR, AMDGPU_PAIR, TEST_HMM_SNAPSHOT_PAIR])('$name', async (pair) => {
    const report = await audit(pair, 2_000);
    expect(report.causes.filter(({ explained }) => explained === null)).toEqual([]);
    expect(isExplained(report)).toBe(true);
  });
});

it('amdgpu differs in nothing but the retry on 0 pages', async () => {
  const { causes } = await audit(AMDGPU_PAIR, 500);
  expect(causes.map(({ id }) => id)).toEqual(['amdgpu/loop/no-pages-retry']);
});

describe('a driver of today shows what is known of it, and nothing else:', () => {
  it.each<[DriverPair, readonly string[]]>([
    [GPUSVM_PAIR, ['loop/to-helper', 'write-not-granted/own-device-private']],
    [ODP_PAIR, ['loop/no-deadline', 'loop/to-helper']],
    [
      XE_PAIR,
      [
        'loop/goes-on-by-itself',
        'loop/goes-on-by-itself',
        'loop/to-helper',
        'owner/device-memory',
        'owner/device-page',
        'write-not-granted/own-device-private',
      ],
    ],
  ])('%s', async (pair, expected) => {
    const report = await audit(pair, 800);
    expect(isExplained(report)).toBe(true);
    const ids = report.causes.map(({ id }) => id.replace(`${pair.name}/`, ''));
    expect(ids.filter((id) => id !== 'release/out-of-memory').sort()).toEqual(expected);
  });
});

describe('a mistake of today in both versions is found in each:', () => {
  const { after } = ODP_PAIR;
  const both = (convert: DriverVersion['convert']): DriverPair => ({
    name: 'wrong',
    title: 'the same mistake before and after',
    before: { ...after, convert },
    after: { ...after, convert },
  });
  const mapped = (word: bigint, page: bigint, write: boolean): PageOutcome =>
    (word & HMM_PFN_VALID) === 0n
      ? { kind: 'unmapped', entry: 0n }
      : { kind: 'mapped', aperture: 'system', page, write, entry: page, pageTableWord: null };
  const isWrite = (word: bigint): boolean => (word & HMM_PFN_WRITE) !== 0n;

  it.each<[string, string, (word: bigint) => PageOutcome]>([
    ['the pfn of 5.8', 'wrong-frame', (word) => mapped(word, pfnOfWord(word), isWrite(word))],
    [
      'the pfn of 6.12, with flags of 7.3 in it',
      'wrong-frame',
      (word) => mapped(word, pfnOfWord(word, '6.12'), isWrite(word)),
    ],
    [
      'the right to write, whatever the word says',
      'write-not-granted',
      (word) => mapped(word, pfnOfWord(word, '7.3'), true),
    ],
  ])('%s', async (_, aspect, outcome) => {
    const report = await audit(
      both((window) => eachPage(window, outcome)),
      400,
    );
    expect(report.notShown).toBeGreaterThan(0);
    expect(report.others.map(({ id }) => id)).toContainEqual(
      expect.stringMatching(new RegExp(`^wrong/${aspect}/`)),
    );
  });
});

describe('what is known of nouveau explains no mistake:', () => {
  it.each(CONVERSION_MISTAKES)('$name', async ({ changes, runs = 300 }) => {
    const { convert = NOUVEAU_PAIR.after.convert } = changes;
    const report = await audit(
      { ...NOUVEAU_PAIR, after: { ...NOUVEAU_PAIR.after, convert } },
      runs,
    );
    expect(isExplained(report)).toBe(false);
  });
});

/** Of every address space of the small scope the windows that are read, or written, as a whole. */
function* uniform(): Generator<Scenario> {
  for (const scenario of scopeScenarios(1)) {
    const [first] = scenario.range.asks;
    if (first !== Ask.read && first !== Ask.write) continue;
    if (scenario.range.asks.every((ask) => ask === first)) yield scenario;
  }
}

const UNIFORM: readonly Scenario[] = [...uniform()];
const scenarios = (): Iterable<Scenario> => UNIFORM;

describe('the assumption that every entry is VALID after a success', () => {
  const amdgpu = proveEveryEntryValid(AMDGPU_PAIR, scenarios, AT_HAND);

  it('is relied on by amdgpu since 5.8, and holds', async () => {
    const proof = await amdgpu;
    expect(proof).toMatchObject({ reliedOn: true, holds: true });
    expect(proof.reliedOn && proof.own).toMatchObject({ withoutPage: {}, grantedLess: {} });
    expect(proof.reliedOn && proof.own.successes).toBeGreaterThan(500);
  });

  it('holds because the defaults ask: with nothing asked it fails for all kinds of entries', async () => {
    const proof = await amdgpu;
    expect(proof.reliedOn && Object.keys(proof.askingNothing.withoutPage)).toEqual(
      expect.arrayContaining(['pte-none', 'pte-special', 'gap', 'hugetlb-none', 'pmd-bad']),
    );
  });

  it('is not relied on by a driver that tests VALID', async () => {
    expect(await proveEveryEntryValid(NOUVEAU_PAIR, scenarios, AT_HAND)).toEqual({
      reliedOn: false,
    });
  });

  it('does not hold for requests page by page', async () => {
    const { before, after } = AMDGPU_PAIR;
    const encode: typeof after.encode = (accesses) => ({
      defaults: Ask.nothing,
      mask: Ask.write,
      asks: accesses.map((_, page) => (page === 0 ? Ask.read : Ask.nothing)),
    });
    const byPage = { ...AMDGPU_PAIR, before, after: { ...after, encode } };
    expect(await proveEveryEntryValid(byPage, scenarios, AT_HAND)).toMatchObject({ holds: false });
  });
});
