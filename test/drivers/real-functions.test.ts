// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { AloneRunner, type JudgedAlone } from '../../audit/c/alone-runner';
import { build } from '../../audit/c/build';
import { MAP_VRAM, MAP_WRITE, ReportedKind, Status } from '../../audit/c/case-result';
import type { DeviceAccess } from '../../audit/c/circumstances';
import { findCompiler } from '../../audit/c/compiler';
import { findConfinement } from '../../audit/c/confinement';
import type { CutRequest } from '../../audit/cut/cut-unit';
import { convertedPages } from '../../audit/model/compare';
import { ScenarioFacts } from '../../audit/model/page-facts';
import { VersionRunner, type WindowRun } from '../../audit/model/version-run';
import type { DriverVersion } from '../../drivers/conversion';
import { GPUSVM_PAIR } from '../../drivers/gpusvm/pair';
import { ODP_PAIR } from '../../drivers/odp/pair';
import { XE_PAIR } from '../../drivers/xe/pair';
import { AddressSpace } from '../../mm/address-space';
import { generateScenario } from '../../oracle/generate/generate';
import { Random } from '../../oracle/generate/random';
import type { ModelName } from '../../oracle/run/side-names';
import type { Scenario } from '../../oracle/scenario/scenario';
import { makeTemporaryFolder } from '../../oracle/scenario/temporary-folder';

/*
 * A model of a driver is held to the driver's own function, compiled out of a kernel tree: what each
 * maps, with which rights, and with which error it fails. HMM_PFN_TREES names a folder with the files
 * of 6.12 and 7.3 that use hmm; without it nothing is compared, and the reason is printed.
 */

const TREES = process.env['HMM_PFN_TREES'];
const RUNS = Number(process.env['HMM_PFN_REAL_RUNS'] ?? 300);

interface Real {
  readonly version: DriverVersion;
  readonly release: '6.12' | '7.3';
  readonly side: ModelName;
  readonly file: string;
  readonly functions: readonly string[];
  readonly adapter: string;
}

const REAL: readonly Real[] = [
  {
    version: XE_PAIR.before,
    ...{ release: '6.12', side: 'modern-6.12' },
    file: 'drivers/gpu/drm/xe/xe_hmm.c',
    functions: ['xe_hmm_userptr_populate_range'],
    adapter: 'xe-6.12.c',
  },
  {
    version: GPUSVM_PAIR.after,
    ...{ release: '7.3', side: 'modern-7.3' },
    file: 'drivers/gpu/drm/drm_gpusvm.c',
    functions: ['drm_gpusvm_get_pages'],
    adapter: 'gpusvm-7.3.c',
  },
  {
    version: ODP_PAIR.before,
    ...{ release: '6.12', side: 'modern-6.12' },
    file: 'drivers/infiniband/core/umem_odp.c',
    functions: ['ib_umem_odp_map_dma_and_lock'],
    adapter: 'umem_odp-6.12.c',
  },
];

/** Where a tree's file cannot be had, and why; undefined where it can. */
function missing({ release, file }: Real): string | undefined {
  if (TREES === undefined) return 'HMM_PFN_TREES names no folder of kernel files';
  const path = join(TREES, release, file);
  return existsSync(path) ? undefined : `${path} is missing`;
}

for (const real of REAL) {
  const reason = missing(real);
  const name = `${real.version.id} maps what ${real.functions.join()} of ${real.release} maps`;
  if (reason !== undefined) {
    console.log(`SKIP ${name}: ${reason}`);
    it.skip(`${name} (${reason})`, () => {});
    continue;
  }
  it(name, { timeout: 600_000 }, async () => {
    const { compared, pages, mapped, skipped, different } = await compareWithModel(real);
    console.log(
      `${real.version.id}: ${compared} ranges compared, ${pages} pages, ${mapped} of them mapped; ` +
        `not compared: ${JSON.stringify(skipped)}`,
    );
    expect(different).toEqual([]);
    expect(compared).toBeGreaterThan(RUNS / 2);
    expect(mapped).toBeGreaterThan(RUNS / 2);
  });
}

interface Comparison {
  compared: number;
  pages: number;
  mapped: number;
  readonly skipped: Record<string, number>;
  readonly different: string[];
}

async function compareWithModel(real: Real): Promise<Comparison> {
  const folder = makeTemporaryFolder('real-functions');
  const { signal } = new AbortController();
  const limits = { seconds: 120, folder, signal };
  const compiler = await findCompiler(undefined, limits);
  const cut: CutRequest = {
    file: join(TREES ?? '', real.release, real.file),
    tree: join(TREES ?? '', real.release),
    functions: real.functions,
  };
  const sources = {
    before: undefined,
    after: cut.file,
    cut,
    sides: { before: real.side, after: real.side },
    adapter: join(__dirname, '../../examples/drivers', real.adapter),
    functions: undefined,
    cflags: [],
    compileTimeout: 120,
  };
  const built = await build(sources, compiler, folder);
  const confinement = await findConfinement(limits);
  const runner = await AloneRunner.start({ build: built, confinement, timeout: 1000, signal });
  const found: Comparison = { compared: 0, pages: 0, mapped: 0, skipped: {}, different: [] };
  try {
    const model = new Model(real.version);
    for (const access of ['read', 'write'] as const) {
      const scenarios = [...quietScenarios(RUNS, access === 'read' ? 1 : 2)];
      const circumstances = { schedule: 'quiet', access } as const;
      const trials = scenarios.map((scenario) => ({ scenario, circumstances }));
      const judged = await runner.judge(trials, 100);
      for (const [index, one] of judged.entries()) {
        const scenario = scenarios[index];
        if (scenario !== undefined)
          note(one, model.run(scenario, access), found, `${access} ${index}`);
      }
    }
  } finally {
    await runner.close();
    rmSync(folder, { recursive: true, force: true });
  }
  return found;
}

/** Address spaces in which nothing happens meanwhile. */
function* quietScenarios(runs: number, seed: number): Generator<Scenario> {
  const random = new Random(seed, 0);
  for (let index = 0; index < runs; index++) {
    random.restart(seed, index);
    const scenario = generateScenario(random, index % 3 === 0 ? 'mixed' : 'small');
    yield { ...scenario, mm: { ...scenario.mm, events: [] } };
  }
}

class Model {
  private readonly space = new AddressSpace();
  private readonly facts = new ScenarioFacts();
  private readonly runner: VersionRunner;

  constructor(private readonly version: DriverVersion) {
    this.runner = new VersionRunner(this.space, version, this.facts);
  }

  run(scenario: Scenario, access: DeviceAccess): WindowRun {
    this.space.load(scenario.mm);
    this.facts.load(scenario.mm);
    const accesses = Array.from(scenario.range.asks, () => access);
    return this.runner.run(this.version, scenario, { first: 0, accesses });
  }
}

/** What a function and its model made of a range, page by page, in words that can be compared. */
function note(real: JudgedAlone, run: WindowRun, found: Comparison, name: string): void {
  if (real.kind !== 'ran') {
    const why = real.kind === 'skipped' ? real.why : real.kind;
    found.skipped[why] = (found.skipped[why] ?? 0) + 1;
    return;
  }
  const { result } = real;
  found.compared++;
  const is = result.status === Status.ok ? resultText(result) : [result.text];
  const should = runText(run);
  found.pages += should.length;
  found.mapped += should.filter((text) => text.startsWith('maps')).length;
  if (is.join() !== should.join()) {
    const page = is.findIndex((text, index) => text !== should[index]);
    found.different.push(`${name} page ${page}: ${is[page]}, the model ${should[page]}`);
  }
}

type Result = Extract<JudgedAlone, { readonly kind: 'ran' }>['result'];

function resultText(result: Result): readonly string[] {
  if (result.refused !== 0) return [`fails with ${result.refused}`];
  return Array.from({ length: result.pages }, (_, page) => {
    if (result.kind(page) !== ReportedKind.mapped) return 'nothing';
    const flags = result.flags(page);
    const where = (flags & MAP_VRAM) !== 0 ? 'vram' : 'system';
    return mappedText(where, result.value(page) >> 12n, (flags & MAP_WRITE) !== 0);
  });
}

function runText(run: WindowRun): readonly string[] {
  const { end, conversion } = run;
  if (end.kind === 'failed') return [`fails with ${end.ret}`];
  if (conversion?.kind === 'refused') return [`fails with ${conversion.code}`];
  return (
    convertedPages(run)?.map((outcome) =>
      outcome.kind === 'mapped'
        ? mappedText(outcome.aperture, outcome.page, outcome.write)
        : 'nothing',
    ) ?? [end.kind]
  );
}

function mappedText(where: string, page: bigint, write: boolean): string {
  return `maps ${where} 0x${page.toString(16)}${write ? ' to write' : ''}`;
}
