// SPDX-License-Identifier: GPL-2.0-or-later
import { expect, it } from 'vitest';
import { type ClosableRunner, Overlapped } from '../../audit/c/overlapped';
import type { JudgedTrial } from '../../audit/c/trial';

/** A runner whose batches are judged when the test says so. */
class Waiting implements ClosableRunner {
  closed = false;
  readonly waiting: ((judged: readonly JudgedTrial[]) => void)[] = [];

  judge(): Promise<readonly JudgedTrial[]> {
    return new Promise((done) => this.waiting.push(done));
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

function overlapped() {
  const [first, second] = [new Waiting(), new Waiting()];
  let started = 0;
  const all = new Overlapped<string>(first, async () => {
    started++;
    return second;
  });
  return { all, first, second, started: () => started };
}

/** Until everything that can go on has. */
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

it('takes two batches at a time, and gives them back in order', async () => {
  const { all, first, second, started } = overlapped();
  all.begin('one', [], 0);
  expect(all.isFull(false)).toBe(false);
  expect(started()).toBe(0);
  all.begin('two', [], 0);
  expect(all.isFull(false)).toBe(true);
  await settled();
  // The later one is done first.
  second.waiting[0]?.([{ kind: 'not run' }]);
  first.waiting[0]?.([]);
  expect((await all.take()).what).toBe('one');
  all.begin('three', [], 0);
  const two = await all.take();
  expect([two.what, two.judged]).toEqual(['two', [{ kind: 'not run' }]]);
  expect(all.isFull(true)).toBe(true);
  await settled();
  first.waiting[1]?.([]);
  expect((await all.take()).what).toBe('three');
  expect(all.isFull(true)).toBe(false);
  expect(started()).toBe(1);
  await all.close();
  expect([first.closed, second.closed]).toEqual([false, true]);
});

it('fails where its second runner does not start, when that batch is taken', async () => {
  const all = new Overlapped<string>(new Waiting(), () => Promise.reject(new Error('no memory')));
  all.begin('one', [], 0);
  all.begin('two', [], 0);
  await settled();
  await all.close();
  const first = all.take();
  await expect(all.take()).rejects.toThrow('no memory');
  void first;
});
