// SPDX-License-Identifier: GPL-2.0-or-later
import { askedFor, type Examined, type VerdictPart } from '../../oracle/verdict/verdict';
import type { ScenarioBatch, ScenarioOptions } from './scenarios';

/** What became of the scenarios of a source. */
interface SourceCount {
  readonly scenarios: number;
  readonly converted: number;
  /** Of those that were converted, ranges that both versions gave up: there was nothing to compare. */
  readonly givenUp: number;
  /** Those whose process was killed by the system. */
  readonly killed: number;
}

const NOTHING: SourceCount = { scenarios: 0, converted: 0, givenUp: 0, killed: 0 };

/** Counts how many scenarios of each source both versions converted. */
export class AuditCSourceCounts {
  private readonly counts = new Map<string, SourceCount>();

  /** @param made what became of the scenarios of the batch. */
  add({ source, file, scenarios }: ScenarioBatch, made: Omit<SourceCount, 'scenarios'>): void {
    const key = file ?? source;
    const before = this.counts.get(key) ?? NOTHING;
    this.counts.set(key, {
      scenarios: before.scenarios + scenarios.length,
      converted: before.converted + made.converted,
      givenUp: before.givenUp + made.givenUp,
      killed: before.killed + made.killed,
    });
  }

  /**
   * The parts of an audit: each file, the scope, the random scenarios.
   * @param early why not all was run; undefined if it was.
   */
  examined(
    { vectors, scope, runs }: ScenarioOptions,
    interrupted: boolean,
    early: string | undefined,
  ): Examined {
    return {
      interrupted,
      parts: askedFor([
        ...(scope === 0 ? [] : [this.part(`scope ${scope}`, 'scope', false, early)]),
        ...vectors.map((file) => this.part(file === '-' ? '<stdin>' : file, file, true, early)),
        ...(runs === 0 ? [] : [this.part('random scenarios', 'random', false, early, runs)]),
      ]),
    };
  }

  private part(
    what: string,
    key: string,
    required: boolean,
    early: string | undefined,
    size?: number,
  ): VerdictPart {
    const { scenarios, converted, givenUp, killed } = this.counts.get(key) ?? NOTHING;
    const compared = converted - givenUp;
    const done = size === undefined ? `${scenarios}` : `${scenarios} of ${size}`;
    const cut = early === undefined || scenarios === size ? [] : [`${early} (${done} were run)`];
    const lost = killed === 0 ? [] : [`${killed} of ${scenarios} were killed by the system`];
    return { what, compared, required, notCompared: [...cut, ...lost, ...none()] };

    function none(): readonly string[] {
      if (compared > 0) return [];
      if (givenUp > 0)
        return [
          `both conversions gave up all ${givenUp} ranges: the device got nothing to compare`,
        ];
      if (scenarios > 0) return [`none of ${scenarios} scenarios went through both conversions`];
      return early === undefined ? ['it contains no scenarios'] : [];
    }
  }
}
