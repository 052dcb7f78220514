// SPDX-License-Identifier: GPL-2.0-or-later
import { createHash } from 'node:crypto';
import type * as RenderModule from '../../../drivers/attempts/render';
import type * as ReportModule from '../../../drivers/attempts/report';
import type * as ScopeModule from '../../../drivers/attempts/scope';
import type { ScopePart } from '../../../drivers/attempts/scope';
import type { DriverModel } from '../../../drivers/driver';
import type * as RegistryModule from '../../../drivers/registry';
import { lazy } from '../../../oracle/package/lazy';
import { shortDigest } from '../witnesses';
import type { KeptFindings } from './chunk';
import type { Beat, Stage } from './stage';

/** What only the mutants of drivers need: those of anything else are not to load it anew. */
const registry = lazy((): typeof RegistryModule => require('../../../drivers/registry'));
const reports = lazy((): typeof ReportModule => require('../../../drivers/attempts/report'));
const renders = lazy((): typeof RenderModule => require('../../../drivers/attempts/render'));
const scopes = lazy((): typeof ScopeModule => require('../../../drivers/attempts/scope'));

/** One driver's loop under every schedule of a part of the scope, cut so that each piece takes little time. */
interface LoopChunk {
  readonly name: string;
  readonly driver: DriverModel;
  readonly part: ScopePart;
}

/** The part without entries comes first: it takes least, and shows most of what a mutant breaks. */
function chunks(): readonly LoopChunk[] {
  const [first, second, ...others] = scopes().SCOPE;
  if (first === undefined || second === undefined) throw new Error('the scope has too few parts');
  return [second, first, ...others].flatMap((part) =>
    registry().DRIVERS.map((driver) => ({
      name: `loop of ${driver.id}: ${part.title}`,
      driver,
      part,
    })),
  );
}

/** The digest of all that is reported of a loop: causes, counts, the smallest schedules step by step. */
function digestOfLoop({ driver, part }: LoopChunk, beat: Beat): string {
  const hash = createHash('sha256');
  for (const window of part.windows(driver)) {
    beat();
    const report = reports().enumerateAttempts([driver], [{ ...part, windows: () => [window] }]);
    hash.update(JSON.stringify(report)).update(renders().renderAttempts(report));
  }
  return shortDigest(hash);
}

/** Each driver's loop does under every schedule what is kept. */
export const loopsOfDrivers: Stage = ({ findings }, beat) => {
  for (const chunk of chunks()) {
    if (digestOfLoop(chunk, beat) !== findings[chunk.name]) {
      return `${chunk.name}: another report than is kept`;
    }
  }
  return undefined;
};

/** What is to be kept of the loops. */
export function loopsToKeep(): KeptFindings {
  return Object.fromEntries(chunks().map((chunk) => [chunk.name, digestOfLoop(chunk, () => {})]));
}
