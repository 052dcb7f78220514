// SPDX-License-Identifier: GPL-2.0-or-later
import { describe, expect, it } from 'vitest';
import { amdgpuBefore } from '../../drivers/amdgpu/pair';
import { enumerateLoop } from '../../drivers/attempts/enumerate';
import { renderAttempts, renderCause } from '../../drivers/attempts/render';
import { enumerateAttempts } from '../../drivers/attempts/report';
import { SCOPE } from '../../drivers/attempts/scope';
import type { Driver } from '../../drivers/driver';
import { nouveauAfter } from '../../drivers/nouveau/after';
import { Ask } from '../../mm/range';

/** One page and up to two actions: small, and with all kinds of findings. */
const ONE_PAGE = SCOPE.slice(0, 1);
const report = enumerateAttempts([nouveauAfter], ONE_PAGE);

describe('the report', () => {
  it('is the same each time', () => {
    expect(enumerateAttempts([nouveauAfter], ONE_PAGE)).toEqual(report);
  });

  it('is plain data', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });
});

it('amdgpu: what the array holds at first changes nothing', () => {
  const holding = (content: Ask): Driver => ({
    ...amdgpuBefore,
    encode: (accesses) => ({
      ...amdgpuBefore.encode(accesses),
      asks: accesses.map(() => content),
    }),
  });
  const expected = enumerateLoop(amdgpuBefore, ONE_PAGE);
  for (const content of Object.values(Ask)) {
    const tally = enumerateLoop(holding(content), ONE_PAGE);
    expect(tally.causes()).toEqual(expected.causes());
    expect(tally.ends).toEqual(expected.ends);
  }
});

describe('the text', () => {
  const text = renderAttempts(report);

  it('shows a smallest schedule step by step', () => {
    const cause = report.loops[0]?.causes.find(({ id }) =>
      id.endsWith('read-to-write/copy-on-write'),
    );
    const granted = 'array VALID|WRITE 0x2000';
    expect(cause && renderCause(cause).split('\n')).toEqual([
      'nouveau-after/request-grew-read-to-write/copy-on-write',
      '  copy-on-write is broken, which invalidates the range and costs an attempt',
      expect.stringMatching(
        /^ {2}\d+ schedules; from destroyed input, gone when requests are rewritten$/,
      ),
      '  private VMA; the device wants: read of writable',
      '    attempt 1 asks read; array VALID; entries writable',
      `      returns 0 (1 walk); ${granted}`,
      '      before the check: page 0 is write-protected (as fork does)',
      '      the sequence is stale: retry',
      `    attempt 2 asks write; ${granted}; entries read-only`,
      `      returns -EBUSY, 0 with the first requests (1 walk, write fault of page 0); ${granted}`,
      '      again',
      `    attempt 3 asks write; ${granted}; entries writable`,
      '      returns 0, 0 with the first requests (1 walk); array VALID|WRITE 0x100000',
      '    the loop succeeds in attempt 3',
      '  with the requests rewritten: the loop succeeds in attempt 2',
    ]);
  });

  it('names every cause, what regeneration removes, and what remains', () => {
    for (const { causes, regeneration } of report.loops) {
      for (const { id } of causes) expect(text).toContain(`\n${id}\n`);
      for (const id of regeneration.removed) expect(text).toContain(`  gone     ${id}`);
      for (const id of regeneration.remaining) expect(text).toContain(`  remains  ${id}`);
    }
    expect(text).toContain('removes exactly what comes from destroyed input');
  });

  it('tells of a loop that never ends where it comes back to', () => {
    expect(text).toContain('attempt 2 begins like attempt 1: only the time limit ends the loop');
    expect(text).toContain('the call never returns');
  });
});
