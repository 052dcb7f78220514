// SPDX-License-Identifier: GPL-2.0-or-later
import { Readable, Writable } from 'node:stream';
import { Output } from '../cli/output';
import { generateScenario } from '../oracle/generate/generate';
import { Random } from '../oracle/generate/random';
import { runCorpus } from '../oracle/run/run-corpus';
import { Runner } from '../oracle/run/runner';
import { CHUNK_BYTES } from '../oracle/scenario/bytes';
import { writeScenario } from '../oracle/scenario/write';
import { fastestOf, rate } from './timing';

const SCENARIOS = 40_000;
const ROUNDS = 10;

/** `hmm-pfn run`, from JSON Lines to JSON Lines, all three sides. */
export async function benchRun(): Promise<string> {
  const random = new Random(1, 0);
  const lines = Array.from({ length: SCENARIOS }, (_, index) => {
    random.restart(1, index);
    return `${JSON.stringify(writeScenario(generateScenario(random, 'small')))}\n`;
  });
  const corpus = Buffer.from(lines.join(''));
  const chunks = Array.from({ length: Math.ceil(corpus.length / CHUNK_BYTES) }, (_, index) =>
    corpus.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES),
  );
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const timing = await fastestOf(ROUNDS, async () => {
    const output = new Output(nowhere);
    const runner = Runner.of(['v5.7', 'legacy', 'modern']);
    const source = Readable.from(chunks);
    await runCorpus(
      source,
      runner,
      {},
      (text) => output.writeBytes(text),
      () => {},
    );
  });
  return `hmm-pfn run       ${rate(SCENARIOS, timing, 'scenarios from JSON Lines')}`;
}
