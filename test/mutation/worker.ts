// SPDX-License-Identifier: GPL-2.0-or-later
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { AddressSpace } from '../../mm/address-space';
import { readMinimal } from '../../oracle/check/minimal-files';
import { VIOLATIONS } from '../../oracle/contract/registry';
import { DIFFERENCES } from '../../oracle/differences/registry';
import type { Side } from '../../oracle/run/side';
import { PLANTINGS, sidesMaker } from '../faults/plantings';
import { ROOT, SourceGraph } from '../support/source-graph';
import { readFindings } from './findings';
import { GROUPS, type Seer } from './groups';
import { type Mutant, mutated, NO_MUTANT } from './mutants';
import type * as StagesModule from './stages/index';
import type { Materials, VectorDocument } from './stages/stage';
import { firstFailure, VITEST } from './unit-tests';
import { isOf, readWitnesses, type WitnessedFault } from './witnesses';

/** What a worker is asked. */
export interface Task {
  readonly mutant: Mutant;
  readonly seers: readonly Seer[];
}

/** What a worker says. */
export type Message =
  | { readonly kind: 'ready' }
  /** It is alive; nothing is to be seen yet. */
  | { readonly kind: 'beat' }
  | { readonly kind: 'judged'; readonly seen: Seen | null; readonly cpuMs: number };

/** Who saw a mutant, and what. */
export interface Seen {
  readonly by: Seer | 'loading';
  readonly what: string;
}

const STAGES_FILE = 'test/mutation/stages/index.ts';
const GOLDEN = ['systematic', 'small', 'huge', 'events', 'formats', 'illformed', 'edge'];
const BEAT_MS = 100;

const externals = { vitest: VITEST };
const base = new SourceGraph({ externals });

function readMaterials(): Materials {
  const vectors = GOLDEN.flatMap((name): VectorDocument[] => {
    const file = join(ROOT, 'fixtures/golden', `${name}.jsonl.gz`);
    const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n');
    return lines.map((line) => {
      const { scenario, expect } = JSON.parse(line);
      return { file, document: scenario, expect };
    });
  });
  return {
    vectors,
    minimal: [...DIFFERENCES, ...VIOLATIONS].map(({ id }) => ({ id, ...readMinimal(id) })),
    faults: readWitnesses().map((fault) => ({ fault, makeSides: lazily(() => makerOf(fault)) })),
    findings: readFindings(),
  };
}

/** @throws Error for a fault that is planted no more, or has no witnesses yet. */
function makerOf(witnessed: WitnessedFault): (space: AddressSpace) => readonly Side[] {
  const planting = PLANTINGS.find((one) => isOf(witnessed, one));
  if (planting === undefined)
    throw new Error(`no fault "${witnessed.name}": look for witnesses anew`);
  return sidesMaker(planting);
}

/** Makes what makes sides when it is first asked for: most mutants never get there. */
function lazily<Argument, Result>(
  make: () => (argument: Argument) => Result,
): (argument: Argument) => Result {
  let made: ((argument: Argument) => Result) | undefined;
  return (argument) => {
    made ??= make();
    return made(argument);
  };
}

async function judge({ mutant, seers }: Task, materials: Materials): Promise<Seen | null> {
  const changed = [{ file: mutant.file, text: mutated(mutant) }];
  const graph = new SourceGraph({ changed, base, externals, onLoad: beat });
  let by: Seen['by'] = 'loading';
  try {
    for (const seer of seers) {
      by = seer;
      // What does not read the mutated file cannot see it.
      const reads = graph.isChanged(isTestFile(seer) ? seer : STAGES_FILE);
      if (!reads && mutant.id !== NO_MUTANT.id) continue;
      const what = await seenBy(seer, graph, materials);
      if (what !== undefined) return { by, what };
    }
    return null;
  } catch (error) {
    return { by, what: String(error).split('\n')[0] ?? '' };
  }
}

async function seenBy(
  seer: Seer,
  graph: SourceGraph,
  materials: Materials,
): Promise<string | undefined> {
  if (isTestFile(seer)) return firstFailure(graph, seer, beat);
  const module = graph.load(STAGES_FILE);
  if (!hasStages(module)) throw new Error(`${STAGES_FILE} exports no stages`);
  return module.STAGES[seer](materials, beat);
}

function isTestFile(seer: Seer): seer is `test/${string}` {
  return seer.startsWith('test/');
}

function hasStages(module: object): module is typeof StagesModule {
  return 'STAGES' in module;
}

let lastBeat = 0;

function beat(): void {
  const now = Date.now();
  if (now - lastBeat < BEAT_MS) return;
  lastBeat = now;
  say({ kind: 'beat' });
}

function say(message: Message): void {
  process.send?.(message);
}

function work(): void {
  const materials = readMaterials();
  // What every mutant needs is compiled before the first one is waited for.
  base.load(STAGES_FILE);
  for (const seer of GROUPS.flatMap(({ seers }) => seers)) {
    if (isTestFile(seer)) base.prepare(seer);
  }
  process.on('message', (task: Task) => {
    const before = process.cpuUsage();
    judge(task, materials).then((seen) => {
      const { user, system } = process.cpuUsage(before);
      say({ kind: 'judged', seen, cpuMs: (user + system) / 1000 });
    });
  });
  // Who started it is gone: nobody waits for an answer.
  process.on('disconnect', () => process.exit());
  say({ kind: 'ready' });
}

work();
