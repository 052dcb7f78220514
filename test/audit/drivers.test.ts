// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { auditDriver } from '../../audit/model/audit';
import { scopeScenarios } from '../../audit/model/families';
import { AT_HAND } from '../../audit/model/inquiry';
import { KNOWLEDGE } from '../../audit/model/known/registry';
import { proveEveryEntryValid } from '../../audit/model/proof';
import { type AuditReport, isExplained } from '../../audit/model/report';
import { AMDGPU_PAIR } from '../../drivers/amdgpu/pair';
import type { DriverPair } from '../../drivers/conversion';
import { NOUVEAU_PAIR } from '../../drivers/nouveau/pair';
import { TEST_HMM_SNAPSHOT_PAIR } from '../../drivers/test_hmm/pairs';
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
