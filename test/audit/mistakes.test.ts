// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { auditDriver } from '../../audit/model/audit';
import type { AuditReport, PortCause } from '../../audit/model/report';
import { isExplained } from '../../audit/model/report';
import type { SettingDifference } from '../../audit/model/settings';
import type { DriverPair } from '../../drivers/conversion';
import { CONVERSION_MISTAKES, LOOP_MISTAKES, type Mistake, REQUEST_MISTAKES } from './mistakes';
import { CORRECT, portWith } from './port';

function audit(pair: DriverPair, runs: number, shown: number): Promise<AuditReport> {
  const sources = { seed: 1, runs, scope: 0, vectors: [] } as const;
  return auditDriver(pair, {}, { ...sources, loops: false, shown, knownShown: false });
}

function unexplained({ causes }: AuditReport): readonly PortCause[] {
  return causes.filter(({ explained }) => explained === null);
}

function isWindow({ aspect }: SettingDifference): boolean {
  return aspect === 'window';
}

describe('a correct port', () => {
  it('is not reported', async () => {
    const report = await audit(CORRECT, 2_000, 3);
    expect(unexplained(report)).toEqual([]);
    expect(isExplained(report)).toBe(true);
  });

  it('differs in what the formats say, and in settings without effect', async () => {
    const { causes } = await audit(CORRECT, 2_000, 3);
    const ids = causes.map(({ id }) => id);
    expect(ids).toContain('port/mapped/pte-protnone');
    expect(ids.slice(0, 3)).toEqual([
      'port/policy/same-effect',
      'port/loop/policy-set-once',
      'port/loop/no-pages-retry',
    ]);
  });
});

it('what the author of a port knows explains it', async () => {
  const mistake = portWith({ windowLimit: 8 });
  const known = {
    settings: [{ id: 'window', title: 'half', why: 'on purpose', effect: 'nothing', is: isWindow }],
  };
  const options = { seed: 1, runs: 100, scope: 0, vectors: [], loops: false, shown: 1 } as const;
  const report = await auditDriver(mistake, known, { ...options, knownShown: false });
  expect(report.causes.find(({ id }) => id === 'port/window')).toMatchObject({
    explained: { title: 'half', why: 'on purpose', effect: 'nothing' },
    values: ['16', '8'],
  });
  expect(isExplained(report)).toBe(true);
});

it('a conversion that throws is a finding', async () => {
  const convert = (): never => {
    throw new TypeError('no page');
  };
  const [, , , thrown] = (await audit(portWith({ convert }), 20, 3)).causes;
  expect(thrown?.id).toContain('converted-to-exception TypeError: no page');
});

it('an encoding that is too short is refused', async () => {
  const encode: DriverPair['after']['encode'] = (accesses) => ({
    ...CORRECT.after.encode(accesses),
    asks: [],
  });
  await expect(audit(portWith({ encode }), 20, 3)).rejects.toThrow(
    '"encode" of port-after expected one request per page, got 0 for ',
  );
});

async function expectReported({ changes, cause, runs = 400 }: Mistake): Promise<void> {
  const report = await audit(portWith(changes), runs, 2);
  const found = unexplained(report);
  expect(isExplained(report)).toBe(false);
  expect(found.map(({ id }) => id).join('\n')).toMatch(new RegExp(cause.source, 'm'));
  for (const { minimal } of found) {
    expect(minimal?.scenario.schema).toBe('hmm-scenario/1');
    expect(minimal?.wanted.length).toBeGreaterThan(0);
  }
}

describe('a mistake in the conversion is reported, with a minimal scenario:', () => {
  it.each(CONVERSION_MISTAKES)('$name', expectReported);
});

describe('a mistake in the request is reported, with a minimal scenario:', () => {
  it.each(REQUEST_MISTAKES)('$name', expectReported);
});

describe('a mistake in the loop or the window is reported, with a minimal scenario:', () => {
  it.each(LOOP_MISTAKES)('$name', expectReported);
});
