// SPDX-License-Identifier: GPL-2.0-or-later
import { getEventListeners } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { slotImage } from '../../mm/image';
import { address, PTE } from '../../mm/units';
import type { Answer } from '../../oracle/external/answer';
import { explainExternals } from '../../oracle/external/explained';
import type { ExternalSide } from '../../oracle/external/external-side';
import type { HeldReport } from '../../oracle/external/held-report';
import { holdToModel } from '../../oracle/external/hold-to-model';
import { openProgram } from '../../oracle/external/program-side';
import { openResults } from '../../oracle/external/results-file';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import { Runner } from '../../oracle/run/runner';
import { vectorChunks } from '../../oracle/run/vector-text';
import type { Scenario } from '../../oracle/scenario/scenario';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { writeScenario } from '../../oracle/scenario/write';

const PROGRAMS = join(__dirname, 'programs');
const SOURCES = { vectors: [], scope: 0, seed: 1, runs: 60, profile: 'small' } as const;
const RUNS = { ...SOURCES, runs: 200 } as const;
const folder = makeTemporaryFolder('external-test');

/** The results of the model on the random scenarios of a source, as `run` prints them. */
function saved(runs: number): string {
  const runner = Runner.of(['modern']);
  const lines = Array.from({ length: runs }, (_, index) => {
    const scenario = generateScenario(new Random(1, index), 'small');
    runner.run(scenario);
    return [...vectorChunks(writeScenario(scenario), runner.sides)].join('');
  });
  const file = join(folder, `saved-${runs}.jsonl`);
  writeFileSync(file, lines.join(''));
  return file;
}

async function opened(program: string, ...words: readonly string[]): Promise<ExternalSide> {
  const parts = [process.execPath, join(PROGRAMS, program), ...words];
  const command = `exec ${parts.map((part) => `'${part}'`).join(' ')}`;
  const options = { limitMs: 2_000, onOutput: () => {} };
  return openProgram({ name: 'mine', like: undefined, command }, options);
}

/** Whether a process is there, and no zombie. */
function isRunning(pid: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1') !== '';
  } catch {
    return false;
  }
}

async function held(
  side: ExternalSide,
  sources: typeof SOURCES | typeof RUNS,
): Promise<HeldReport> {
  try {
    return await holdToModel(side, sources, () => {}, new AbortController().signal);
  } finally {
    side.close();
  }
}

describe('a program that is a side', () => {
  it('is as its model if it answers as that does', async () => {
    const report = await held(await opened('saved.cjs', saved(RUNS.runs), 'none'), RUNS);
    expect(report).toMatchObject({ compared: 200, agreeing: 200, causes: [], without: [] });
  });

  it('that never answers ends a run that is to end, which then says nothing of it', async () => {
    const command = `read line; echo '{"number":0,"hello":"hmm-side/1","like":"modern"}'; cat > /dev/null`;
    const options = { limitMs: 600_000, onOutput: () => {} };
    const side = await openProgram({ name: 'mine', like: undefined, command }, options);
    const controller = new AbortController();
    const holding = holdToModel(side, SOURCES, () => {}, controller.signal);
    setImmediate(() => controller.abort());
    expect(await holding).toMatchObject({ compared: 0, causes: [], scenarios: 0 });
  });

  it('that does not answer in time is given up, which the report says', async () => {
    const command = `read line; echo '{"number":0,"hello":"hmm-side/1","like":"modern"}'; cat > /dev/null`;
    const options = { limitMs: 100, onOutput: () => {} };
    const side = await openProgram({ name: 'mine', like: undefined, command }, options);
    const report = await held(side, SOURCES);
    expect(report).toMatchObject({ scenarios: 60, compared: 3, agreeing: 0 });
    expect(report.without).toEqual([
      {
        why: 'mine did not answer within 0.1 s (--time-limit) 3 times and was not asked again',
        count: 57,
      },
    ]);
    expect(report.causes).toMatchObject([
      { cause: 'mine does not answer in time', count: 3, shrinking: 'not shrunk' },
    ]);
  });

  it('that cannot be started again loses nothing of what it did until then', async () => {
    const begun = join(folder, 'begun');
    const hello = `echo '{"number":0,"hello":"hmm-side/1","like":"modern"}'`;
    const command = `[ -e '${begun}' ] && exit 3; : > '${begun}'; read line; ${hello}; read line; exit 4`;
    const options = { limitMs: 10_000, onOutput: () => {} };
    const side = await openProgram({ name: 'mine', like: undefined, command }, options);
    const report = await held(side, SOURCES);
    expect(report).toMatchObject({ scenarios: 60, compared: 1 });
    expect(report.causes).toMatchObject([{ cause: 'mine ends', count: 1 }]);
    expect(report.without[0]?.why).toMatch(
      /^mine could not be started again: .*: it ended with exit code 3$/,
    );
  });

  it.each([
    ['never writable', 'modern/mine: which rights a page has', 'write / read'],
    ['out of memory', 'modern/mine: what the call returns', 'returns -EFAULT / returns -ENOMEM'],
    [
      'faults for write',
      'modern/mine: which fault is needed',
      'faults for read / faults for write',
    ],
  ])('that is wrong is reported by its one cause: %s', async (change, cause, detail) => {
    const report = await held(await opened('saved.cjs', saved(RUNS.runs), change), RUNS);
    expect(report.causes.map((one) => one.cause)).toEqual([cause]);
    expect(report.causes[0]?.details[0]?.detail).toContain(detail);
    expect(report.agreeing).toBe(report.compared - (report.causes[0]?.count ?? 0));
  });

  it.each([
    ['dies', 'mine ends', 'it ended with exit code 3'],
    ['is killed', 'mine ends', 'it was ended by SIGSEGV'],
    ['hangs', 'mine does not answer in time', 'the time limit of 2 s passed'],
    ['rubbish', 'mine writes out of turn', 'Segmentation fault'],
    ['answers ahead', 'mine writes out of turn', 'it wrote out of turn: "{\\"number\\":4'],
    ['answers twice', 'mine writes out of turn', 'it wrote out of turn: "{\\"number\\":3'],
    ['no end', 'mine writes out of turn', 'it wrote out of turn: "xxx'],
    ['too few words', 'mine gives no result', 'a word a page'],
    ['no errno', 'mine gives no result', 'result.ret: expected the name of an errno'],
    ['an array', 'mine gives no result', 'result: expected a result'],
    ['an error', 'mine reports an error', 'BUG at mm/hmm.c:1'],
    [
      'no text as reason',
      'mine gives no result',
      'none: expected a text, got an object {toString}',
    ],
    ['no text as error', 'mine gives no result', 'error: expected a text, got null'],
    [
      'two answers in one',
      'mine gives no result',
      'expected one of result, none, error, got result and none',
    ],
  ])('that fails is a finding, and is asked on: %s', async (does, cause, detail) => {
    const side = await opened('hostile.cjs', does);
    try {
      const scenarios = Array.from({ length: 6 }, (_, index) =>
        generateScenario(new Random(7, index), 'small'),
      );
      const answers = await side.answers(scenarios);
      const failed = answers.filter((answer) => answer.kind === 'failed');
      const [first] = failed;
      expect(answers).toHaveLength(6);
      expect(`mine ${first?.what}`).toBe(cause);
      expect(first?.lines.join('\n')).toContain(detail);
      expect(answers.filter((answer) => answer.kind === 'result').length).toBeGreaterThan(2);
    } finally {
      side.close();
    }
  });

  it('that has nothing to say of a scenario is not compared on it', async () => {
    const [explained] = await explainExternals(generateScenario(new Random(1, 1), 'small'), [
      await openResults({ name: 'few', like: undefined, file: saved(1) }),
    ]);
    expect(explained).toMatchObject({ name: 'few', like: 'modern', verdict: 'none' });
  });

  it.each([true, false])(
    'is told of no end any more once it was held; it throws: %s',
    async (throws) => {
      const side: ExternalSide = {
        ...{ name: 'mine', like: 'modern', what: '', saved: undefined },
        interrupt: () => {},
        answers: (scenarios) =>
          throws
            ? Promise.reject(new Error('cannot be asked'))
            : Promise.resolve(scenarios.map(() => ({ kind: 'none', why: '' }))),
        close: () => {},
      };
      const { signal } = new AbortController();
      const holding = holdToModel(side, SOURCES, () => {}, signal);
      if (throws) await expect(holding).rejects.toThrow('cannot be asked');
      else await holding;
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  );

  it('is not kept at length, whatever it says', async () => {
    const side = await opened('hostile.cjs', 'a long reason');
    try {
      const scenarios = Array.from({ length: 6 }, (_, index) =>
        generateScenario(new Random(7, index), 'small'),
      );
      const reasons = (await side.answers(scenarios)).filter(({ kind }) => kind === 'none');
      expect(reasons).toEqual([{ kind: 'none', why: 'z'.repeat(200) }]);
    } finally {
      side.close();
    }
  });

  it('is told apart from itself by few reasons only, however many it has', async () => {
    const hello = `echo '{"number":0,"hello":"hmm-side/1","like":"modern"}'`;
    const answer = 'n=$((n+1)); echo "{\\"number\\":$n,\\"none\\":\\"reason $n\\"}"';
    const command = `read line; ${hello}; n=0; while read line; do ${answer}; done`;
    const options = { limitMs: 10_000, onOutput: () => {} };
    const side = await openProgram({ name: 'mine', like: undefined, command }, options);
    const { without } = await held(side, SOURCES);
    expect(without).toHaveLength(21);
    expect(without.at(-1)).toEqual({ why: 'other reasons', count: 40 });
  });

  it('shows few of many errors in full', async () => {
    const hello = `echo '{"number":0,"hello":"hmm-side/1","like":"modern"}'`;
    const answer = 'n=$((n+1)); echo "{\\"number\\":$n,\\"error\\":\\"error $n\\"}"';
    const command = `read line; ${hello}; n=0; while read line; do ${answer}; done`;
    const options = { limitMs: 10_000, onOutput: () => {} };
    const side = await openProgram({ name: 'mine', like: undefined, command }, options);
    const { causes } = await held(side, SOURCES);
    expect(causes[0]?.details[0]).toEqual({ detail: 'others', count: 40 });
    expect(causes[0]?.details).toHaveLength(21);
  });

  it('is asked few scenarios together whose events list much', async () => {
    const entries = Array(60_000).fill(slotImage(address(0x7f0000000000), PTE, 0, 0));
    const saved = Array.from({ length: 4 }, (_, index): Scenario => {
      const scenario = generateScenario(new Random(1, index), 'small');
      const events = [{ beforeWalk: 1, invalidate: true, entries }];
      return { ...scenario, mm: { ...scenario.mm, events } };
    });
    const batches: number[] = [];
    const side: ExternalSide = {
      ...{ name: 'mine', like: 'modern', what: '', saved, close: () => {} },
      answers: (scenarios) => {
        batches.push(scenarios.length);
        return Promise.resolve(scenarios.map(() => ({ kind: 'none', why: '' })));
      },
    };
    await held(side, SOURCES);
    expect(batches).toEqual([2, 2]);
  });

  it('ends its shrinking with the run', async () => {
    const controller = new AbortController();
    let asked = 0;
    const side: ExternalSide = {
      ...{ name: 'mine', like: 'modern', what: '', saved: undefined, close: () => {} },
      interrupt: () => {
        asked = Number.NEGATIVE_INFINITY;
      },
      answers: (scenarios) => {
        // The run itself is one question; the first ones after it are of what is shrunk.
        if (++asked === 3) controller.abort();
        const none: Answer = { kind: 'none', why: 'interrupted' };
        const failed: Answer = { kind: 'failed', what: 'fails', lines: [] };
        return Promise.resolve(scenarios.map(() => (asked > 0 ? failed : none)));
      },
    };
    const report = await holdToModel(side, SOURCES, () => {}, controller.signal);
    expect(report.causes).toMatchObject([{ cause: 'mine fails', count: 60 }]);
    expect(asked).toBe(Number.NEGATIVE_INFINITY);
  });

  it.skipIf(!existsSync('/proc/self/environ'))(
    'ends with all that it has started, a daemon among it',
    async () => {
      const file = join(folder, 'daemon');
      const hello = `echo '{"number":0,"hello":"hmm-side/1","like":"modern"}'`;
      const daemon = `setsid sh -c 'echo $$ > ${file}; exec sleep 1000' > /dev/null 2>&1 &`;
      const command = `${daemon} read line; while [ ! -s ${file} ]; do sleep 0.1; done; ${hello}; cat`;
      const options = { limitMs: 10_000, onOutput: () => {} };
      const side = await openProgram({ name: 'mine', like: undefined, command }, options);
      const daemonId = readFileSync(file, 'utf8').trim();
      expect(readFileSync(`/proc/${daemonId}/cmdline`, 'latin1')).not.toBe('');
      side.close();
      await vi.waitFor(() => expect(isRunning(daemonId)).toBe(false), { timeout: 10_000 });
    },
  );

  it('sees no more of the environment than programs need', async () => {
    process.env['HMM_PFN_TEST_SECRET'] = 'a token';
    const side = await opened('hostile.cjs', 'an environment');
    try {
      const scenarios = Array.from({ length: 6 }, (_, index) =>
        generateScenario(new Random(7, index), 'small'),
      );
      const answers = await side.answers(scenarios);
      const [failed] = answers.filter((answer) => answer.kind === 'failed');
      const names = failed?.lines.join(' ') ?? '';
      expect(names).toContain('PATH');
      expect(names).not.toContain('HMM_PFN_TEST_SECRET');
    } finally {
      delete process.env['HMM_PFN_TEST_SECRET'];
      side.close();
    }
  });

  it.each([
    ['no hello', 'as its first line, got none: it ended with exit code 0'],
    ['other hello', 'expected "hello" to be hmm-side/1, got "hi"'],
    ['like nothing', 'expected "like" to be one of v5.7, legacy, modern'],
  ])('that does not begin as it should is refused: %s', async (does, message) => {
    await expect(opened('hostile.cjs', does)).rejects.toThrow(message);
  });
});

describe('a file of results as a side', () => {
  it('is held to the model by which the results are named', async () => {
    const report = await held(
      await openResults({ name: 'old', like: undefined, file: saved(40) }),
      SOURCES,
    );
    expect(report).toMatchObject({ like: 'modern', scenarios: 40, compared: 40, agreeing: 40 });
  });

  it('that goes round without end as its model does, parts from it where its words do', async () => {
    const scenario = {
      ...{ schema: 'hmm-scenario/2', id: 'round' },
      mm: {
        ...{ nextPfn: '0x100000', zeroPfn: '0x1' },
        vmas: [{ start: '0x1000', end: '0x3000', flags: ['read', 'write'], backing: 'anon' }],
        entries: [{ at: '0x1000', level: 'pte', is: 'present', pfn: '0x1000', write: true }],
        noProgress: { '0x2000': {} },
      },
      range: { start: '0x1000', end: '0x3000', default: 'r', mask: '.', requests: '2.', owner: 0 },
      legacy: {
        flags: { valid: '0x1', write: '0x2' },
        values: { error: '0xfffffffffffffffe', none: '0x0', special: '0xfffffffffffffffc' },
        pfnShift: 12,
      },
    };
    const fault = { at: '0x2000', pages: 1, write: false };
    // VALID alone, where the model has VALID and WRITE.
    const pfns = ['0x8000000000001000', '0x0'];
    const modern = { ret: 'livelock', pfns, faults: [fault, fault], walks: 2 };
    const file = join(folder, 'round.jsonl');
    writeFileSync(file, JSON.stringify({ scenario, expect: { modern } }));
    const side = await openResults({ name: 'old', like: undefined, file });
    const sources = { ...SOURCES, vectors: [file], runs: 0 };
    const { causes } = await holdToModel(side, sources, () => {}, new AbortController().signal);
    expect(causes).toMatchObject([
      { details: [{ detail: 'pte-present, write / read', count: 1 }] },
    ]);
  });

  it('is held to another model, if that is asked for', async () => {
    const report = await held(
      await openResults({ name: 'old', like: 'legacy', file: saved(RUNS.runs) }),
      SOURCES,
    );
    expect(report.agreeing).toBeLessThan(report.compared);
  });

  it('is refused if it holds no results', async () => {
    const file = join(folder, 'none.jsonl');
    writeFileSync(file, JSON.stringify(writeScenario(generateScenario(new Random(1, 0), 'small'))));
    await expect(openResults({ name: 'old', like: undefined, file })).rejects.toThrow(
      'expected {"scenario", "expect"}',
    );
  });
});
