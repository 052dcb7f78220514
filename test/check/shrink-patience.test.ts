// SPDX-License-Identifier: GPL-2.0-or-later
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ShrinkPatience } from '../../oracle/check/shrink-patience';

afterEach(() => {
  vi.useRealTimers();
});

describe('the patience with which findings are shrunk', () => {
  it('has no end as long as nobody asks for one', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const patience = new ShrinkPatience(new AbortController().signal);
    for (let hours = 0; hours < 10; hours++) {
      vi.advanceTimersByTime(3_600_000);
      expect(await patience.isLeft()).toBe(true);
    }
  });

  it('is two seconds for all of them from then on', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const controller = new AbortController();
    const patience = new ShrinkPatience(controller.signal);
    controller.abort();
    const left: boolean[] = [];
    for (let step = 0; step < 4; step++) {
      left.push(await patience.isLeft());
      vi.advanceTimersByTime(900);
    }
    expect(left).toEqual([true, true, true, false]);
  });

  it('hears what comes while all is computed in one go', async () => {
    const controller = new AbortController();
    const patience = new ShrinkPatience(controller.signal);
    setTimeout(() => controller.abort(), 0);
    const until = performance.now() + 100;
    while (performance.now() < until);
    await patience.isLeft();
    expect(controller.signal.aborted).toBe(true);
  });
});
