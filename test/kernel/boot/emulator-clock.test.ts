// SPDX-License-Identifier: GPL-2.0-or-later
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { EmulatorClock, LOOK_MS } from '../../../kernel/boot/emulator-clock';

/** Looks at an emulator once in `LOOK_MS` of a host's clock, and adds up what it had. */
function hadIn(
  seconds: number,
  each: { readonly ran: number; readonly starved: number; readonly stopped?: boolean },
  lookEvery = LOOK_MS / 1000,
): number {
  let now = 0;
  const look = () => ({
    ran: now * each.ran,
    starved: now * each.starved,
    stopped: each.stopped ?? false,
  });
  const clock = new EmulatorClock(1, () => now, look);
  let had = 0;
  while (now < seconds) {
    now += lookEvery;
    had += clock.take();
  }
  return had;
}

it('an emulator that runs, or is idle of its own accord, has all the time there is', () => {
  expect(hadIn(60, { ran: 1, starved: 0 })).toBeCloseTo(60);
  expect(hadIn(60, { ran: 0, starved: 0 })).toBeCloseTo(60);
});

it('what a busy host runs instead is no time of the emulator', () => {
  expect(hadIn(60, { ran: 0.1, starved: 0.9 })).toBeCloseTo(6);
  expect(hadIn(60, { ran: 0, starved: 1 })).toBeCloseTo(0);
});

it('an emulator that somebody has stopped has no time', () => {
  expect(hadIn(60, { ran: 0, starved: 0, stopped: true })).toBe(0);
});

it('a host that stood still counts one look', () => {
  expect(hadIn(600, { ran: 0, starved: 0 }, 600)).toBeCloseTo(LOOK_MS / 1000);
});

it('reads what a process ran off this system', async () => {
  const busy = spawn('sh', ['-c', 'while :; do :; done'], { stdio: 'ignore' });
  try {
    const clock = new EmulatorClock(busy.pid ?? 0);
    while (clock.ran < 0.05) {
      await setTimeout(20);
      clock.take();
    }
    expect(clock.ran).toBeGreaterThanOrEqual(0.05);
  } finally {
    busy.kill('SIGKILL');
    await once(busy, 'close');
  }
});

it('a process that is gone has run no more', () => {
  const clock = new EmulatorClock(2 ** 22 + 1);
  clock.take();
  expect(clock.ran).toBe(0);
});
