// SPDX-License-Identifier: GPL-2.0-or-later
import type { DriverPair } from '../../drivers/conversion';
import type { Examined } from '../../oracle/verdict/verdict';
import type { ConversionRow } from './conversion-table';
import type { Inquiry } from './inquiry';
import type { Knowledge } from './known/explanation';
import type { JudgedLoopCause, LoopCause, LoopComparison } from './loops';
import { type MinimalScenario, minimalOf } from './minimal';
import type { AuditOptions } from './options';
import type { PortCauseCount, PortSource, PortTally } from './port-tally';
import type { AssumptionProof } from './proof';
import { settingScenario } from './setting-scenario';
import type { SettingDifference } from './settings';

export type { MinimalScenario } from './minimal';

/** Why a cause is there, and what comes of it. */
export interface Explained {
  readonly title: string;
  readonly why: string;
  readonly effect: string;
}

/** One cause for which the versions differ. */
export interface PortCause {
  readonly id: string;
  /** null: nothing known explains it. */
  readonly explained: Explained | null;
  /** Scenarios that show it, by source; a setting shows without any. */
  readonly counts: Readonly<Record<PortSource, number>>;
  /** For a setting: both values. */
  readonly values: readonly [string, string] | null;
  readonly minimal: MinimalScenario | null;
}

/** What the loops can come to, joined by what explains it. */
export interface AuditedLoops {
  readonly id: string;
  readonly explained: Explained | null;
  readonly in: 'both' | 'before' | 'after';
  readonly parts: readonly LoopCause[];
}

/** All that an audit found, as plain data. */
export interface AuditReport {
  readonly driver: string;
  readonly title: string;
  readonly versions: readonly [string, string];
  readonly options: AuditOptions;
  /** Ended early: then it holds what was done until then. */
  readonly interrupted: boolean;
  /** In what the versions were compared, and in what not. */
  readonly examined: Examined;
  readonly scenarios: Readonly<Record<PortSource, number>>;
  readonly windows: number;
  readonly pages: number;
  readonly causes: readonly PortCause[];
  /** Causes that nothing explains and that were not shrunk. */
  readonly notShown: number;
  /** Those, with the number of scenarios that show them. */
  readonly others: readonly { readonly id: string; readonly count: number }[];
  readonly loops:
    | (Omit<LoopComparison, 'causes'> & { readonly causes: readonly AuditedLoops[] })
    | null;
  /** What would show with another policy. */
  readonly latent: readonly PortCause[];
  readonly proof: AssumptionProof;
  readonly table: readonly ConversionRow[];
}

interface Results {
  readonly tally: PortTally;
  readonly latent: PortTally;
  readonly settings: readonly SettingDifference[];
  readonly loops: LoopComparison | undefined;
  readonly proof: AssumptionProof;
  readonly table: readonly ConversionRow[];
  readonly interrupted: boolean;
  readonly examined: Examined;
}

/** Puts together what was found; shrinks a scenario for each cause. */
export async function auditReportOf(
  pair: DriverPair,
  options: AuditOptions,
  known: Required<Knowledge>,
  { tally, latent, settings, loops, proof, table, interrupted, examined }: Results,
  inquiry: Inquiry,
): Promise<AuditReport> {
  const found = tally.list();
  const fresh = found.filter((cause) => cause.known === null);
  const shown = [
    ...fresh.slice(0, options.shown),
    ...found.filter((cause) => cause.known !== null),
  ];
  const others = fresh.slice(options.shown);
  const shownIds = new Set(found.map(({ id }) => id));
  const { windows, pages } = tally;
  return {
    driver: pair.name,
    title: pair.title,
    versions: [pair.before.title, pair.after.title],
    options,
    interrupted,
    examined,
    scenarios: { ...tally.scenarios },
    windows,
    pages,
    causes: [
      ...(await inquiry.each(settings, (setting) => settingCause(pair, setting, known))),
      ...(await causeReports(tally, shown, options, inquiry)),
    ],
    notShown: others.length,
    others: others.map(({ id, counts }) => ({
      id,
      count: counts.vectors + counts.scope + counts.random,
    })),
    loops: loops === undefined ? null : { ...loops, causes: loopReports(pair, loops, known) },
    latent: await causeReports(
      latent,
      latent
        .list()
        .filter(({ id }) => !shownIds.has(id))
        .slice(0, options.shown),
      options,
      inquiry,
    ),
    proof,
    table,
  };
}

/** Whether everything that was found is explained. */
export function isExplained({ causes, notShown, loops }: AuditReport): boolean {
  const loopCauses = loops?.causes ?? [];
  return notShown === 0 && [...causes, ...loopCauses].every(({ explained }) => explained !== null);
}

async function causeReports(
  tally: PortTally,
  causes: readonly PortCauseCount[],
  { knownShown }: AuditOptions,
  inquiry: Inquiry,
): Promise<readonly PortCause[]> {
  const reports: PortCause[] = [];
  for (const cause of causes) {
    const { id, known, counts } = cause;
    reports.push({
      id,
      explained: known === null ? null : explainedBy(known),
      counts: { ...counts },
      values: null,
      minimal: known === null || knownShown ? await minimalOf(tally, cause, inquiry) : null,
    });
  }
  return reports;
}

function settingCause(
  pair: DriverPair,
  setting: SettingDifference,
  { settings }: Required<Knowledge>,
): PortCause {
  const known = settings.find((one) => one.is(setting));
  return {
    id: `${pair.name}/${known?.id ?? setting.id}`,
    explained: known === undefined ? null : explainedBy(known),
    counts: { vectors: 0, scope: 0, random: 0 },
    values: setting.values,
    minimal: settingScenario(pair, setting),
  };
}

/** Causes that one entry explains are one; those that both versions have need no explanation. */
function loopReports(
  pair: DriverPair,
  { causes }: LoopComparison,
  { loops }: Required<Knowledge>,
): readonly AuditedLoops[] {
  const reports = new Map<string, AuditedLoops>();
  for (const cause of causes) {
    const known = loops.find((one) => one.is(cause));
    const id = `${pair.name}/${known?.id ?? `loop/${cause.id}`}`;
    const where = cause.before === 0 ? 'after' : cause.after === 0 ? 'before' : 'both';
    const key = `${id} ${where}`;
    const { wrongByItself: _, ...part } = cause;
    const parts = [...(reports.get(key)?.parts ?? []), part];
    const explained = known === undefined ? loopExplanation(cause, where) : explainedBy(known);
    reports.set(key, { id, explained, in: where, parts });
  }
  return [...reports.values()];
}

function loopExplanation(cause: JudgedLoopCause, where: AuditedLoops['in']): Explained | null {
  const title = cause.text;
  if (where !== 'before' && cause.wrongByItself) return null;
  if (where === 'both') {
    return {
      title,
      why: 'It happens in both loops.',
      effect: 'None: the port changes nothing here.',
    };
  }
  if (where === 'before') {
    return { title, why: 'It happens only in the old loop.', effect: 'None any more.' };
  }
  if (!cause.becauseOfRequests) return null;
  return {
    title,
    why: 'With the requests of the old version it does not happen in the new loop.',
    effect: 'That of the differing requests.',
  };
}

function explainedBy({ title, why, effect }: Explained): Explained {
  return { title, why, effect };
}
