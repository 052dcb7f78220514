// SPDX-License-Identifier: GPL-2.0-or-later
import { auditDriver } from '../../audit/model/audit';
import { KNOWLEDGE } from '../../audit/model/known/registry';
import { auditPatch } from '../../audit/text/audit-patch';
import { EXIT_CODES } from '../../cli/exit-code';
import { AMDGPU_PAIR } from '../../drivers/amdgpu/pair';
import { enumerateAttempts } from '../../drivers/attempts/report';
import { SCOPE } from '../../drivers/attempts/scope';
import { DRIVERS } from '../../drivers/registry';
import type * as CheckModule from '../../oracle/check/check';
import type { CheckOptions } from '../../oracle/check/check';
import { replayPath } from '../../oracle/check/replay';
import { verdictOfCheck } from '../../oracle/check/report';
import { choose } from '../../oracle/explain/choose';
import { explain } from '../../oracle/explain/explain';
import { Runner } from '../../oracle/run/runner';
import { textDocument } from '../../report/audit-text/document';
import type { MachineReport } from '../../report/machine/model';
import type { RunFacts } from '../../report/machine/report';
import { attemptsDocument } from '../../report/machine/schema/attempts';
import { auditDocument } from '../../report/machine/schema/audit';
import {
  type CheckDocument,
  checkDocument,
  replayDocument,
} from '../../report/machine/schema/check';
import { explainDocument } from '../../report/machine/schema/explain';
import { faultyModule, type PlantedFault } from '../faults/graph';
import { MODERN_FAULTS } from '../faults/modern';

/** A wrong line that a few causes come from, some of which only a fault decision shows. */
export const PLANTED = faultNamed('swap cannot be faulted');
/** A wrong line that others come from. */
export const PLANTED_GAP = faultNamed('a gap is reported as none');
/** A wrong line that more causes come from than are shrunk and shown. */
export const PLANTED_MANY = faultNamed('protnone counts as accessible');
/** A line that is as it was. */
export const NOTHING: PlantedFault = {
  name: 'none',
  file: 'modern/format.ts',
  right: 'SPDX',
  wrong: 'SPDX',
};

function faultNamed(name: string): PlantedFault {
  const fault = MODERN_FAULTS.find((one) => one.name === name);
  if (fault === undefined) throw new Error(`no fault is named ${name}`);
  return fault;
}

export const OPTIONS: CheckOptions = {
  sides: ['v5.7', 'legacy', 'modern'],
  vectors: [],
  scope: 0,
  seed: 1,
  runs: 4000,
  profile: 'mixed',
};

/** A check of sides in which one line is wrong. */
export async function checkWith(
  fault: PlantedFault,
  options: Partial<CheckOptions> = {},
): Promise<CheckDocument> {
  const module = faultyModule(fault, 'oracle/check/check.ts');
  if (!checks(module)) throw new Error('oracle/check/check.ts exports no check');
  const all = { ...OPTIONS, ...options };
  const report = await module.check(all, () => undefined, new AbortController().signal);
  return checkDocument(report, facts('check', EXIT_CODES[verdictOfCheck(report).kind], all.seed));
}

function checks(module: object): module is typeof CheckModule {
  return 'check' in module && typeof module.check === 'function';
}

/** A report of every kind but that of audit c, which needs a compiler. */
export async function everyKind(): Promise<Readonly<Record<string, MachineReport>>> {
  const patch = await auditPatch('examples/port/first-try.patch');
  const golden = await choose('edge-many-walks-70-migrating', {}, 'fixtures');
  const options = { seed: 1, runs: 200, scope: 1, vectors: [], loops: true } as const;
  const shown = { shown: 10, knownShown: true };
  const amdgpu = await auditDriver(AMDGPU_PAIR, KNOWLEDGE['amdgpu'] ?? {}, {
    ...options,
    ...shown,
  });
  const runner = Runner.of(OPTIONS.sides);
  return {
    attempts: attemptsDocument(
      enumerateAttempts(DRIVERS.slice(0, 1), SCOPE.slice(0, 1)),
      facts('attempts', 0),
    ),
    audit: auditDocument('amdgpu', [amdgpu], facts('audit driver', 0, 1)),
    text: textDocument(patch, facts('audit patch', 1)),
    check: await checkWith(PLANTED),
    nothing: await checkWith(NOTHING, { runs: 0 }),
    explain: explainDocument(explain(golden, runner), facts('explain', 0)),
    replay: replayDocument(replayPath(7, 'mixed', '12', OPTIONS.sides), facts('check', 0, 7)),
  };
}

export function facts(
  command: string,
  exitCode: RunFacts['exitCode'],
  seed: number | null = null,
): RunFacts {
  return { command, arguments: command.split(' '), seed, exitCode };
}
