// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { goldenFiles } from '../../oracle/package/files';
import { readCorpus } from '../../oracle/scenario/corpus';
import type { Scenario } from '../../oracle/scenario/scenario';
import { FrameBatch } from '../../tree/wire/frame-batch';

async function aScenario(): Promise<Scenario> {
  const [file = ''] = goldenFiles();
  for await (const { scenario } of readCorpus(file)) return scenario;
  throw new Error('no golden vectors');
}

it('knows its largest scenario, which the time limit of a tree grows with', async () => {
  const small = await aScenario();
  const long = { ...small, range: { ...small.range, asks: new Uint8Array(600_000) } };
  const batch = new FrameBatch();
  batch.add(small);
  const { largest, bytes } = batch.take();
  expect(largest).toBe(bytes.length);
  for (const one of [small, long, small]) batch.add(one);
  const whole = batch.take();
  // Two pages a byte.
  expect(whole.largest).toBeGreaterThan(300_000);
  expect(whole.largest).toBe(whole.bytes.length - 2 * largest);
  batch.add(small);
  expect(batch.take().largest).toBe(largest);
});
