// SPDX-License-Identifier: GPL-2.0-or-later
import { COMMAND } from '../../oracle/package/command';
import type { ScenarioDocument } from '../../oracle/scenario/schema';
import type {
  AuditKernelOptions,
  AuditKernelReport,
  KernelChange,
  KernelFinding,
  KernelNote,
} from '../../tree/audit/report';
import { detailLines, scenarioCount } from './cause-text';
import { newCauseLines } from './new-cause';
import { scenarioOnInput } from './replay-command';
import { scenarioText } from './scenario-text';
import { shellWord } from './shell-word';
import type { Style } from './style';

/** Where a cause shows, what each tree does there and what it means; a line each. */
export function kernelCauseLines(finding: KernelFinding): readonly string[] {
  const { details, met, folded, driver, shrinking } = finding;
  return [
    ...detailLines(details),
    ...(met.length > 1 ? [`at ${met.length} kinds of entry: ${met.join(', ')}`] : []),
    ...folded.map(({ cause, count }) => `same origin: ${cause} (${count})`),
    `effect on drivers: ${driver}`,
    ...(shrinking === 'not shown again' ? ['not shrunk: run again, it does not show'] : []),
  ];
}

/** A new cause, with the simplest scenario that shows it and what each tree makes of it. */
export function findingLines(
  finding: KernelFinding,
  options: AuditKernelOptions,
  style: Style,
): string[] {
  const counted = `${scenarioCount(finding.count)}; before / after`;
  const replay = replayKernel(options, finding.scenario);
  return newCauseLines(finding, { counted, about: kernelCauseLines(finding), replay }, style);
}

/** A command to paste that runs both trees on one scenario. */
export function replayKernel({ trees }: AuditKernelOptions, scenario: ScenarioDocument): string {
  const words = trees.map(shellWord).join(' ');
  return `${COMMAND} audit kernel ${words} --scenario - ${scenarioOnInput(scenario)}`;
}

/** That the two lay out a word differently. */
export function layoutLines({ layout }: AuditKernelReport, style: Style): string[] {
  if (layout === null) return [];
  const release =
    layout.release === null
      ? style.bad('no release made this change')
      : `as since ${layout.release}`;
  return [
    `${style.title('Layout of a word')}: ${layout.before} before, ${layout.after} after (${release})`,
    `  words are compared by what they say, in the layout of each tree`,
    `  effect on drivers: ${layout.driver}`,
    '',
  ];
}

/** What the releases of the two are known to do differently. */
export function explainedLines({ explained }: AuditKernelReport, style: Style): string[] {
  if (explained.length === 0) return [];
  return [
    style.title('Known differences between the releases of the two'),
    ...explained.flatMap(({ id, title, driver, count }) => [
      `  ${String(count).padStart(9)}  ${id}  ${style.dim(title)}`,
      `             effect on drivers: ${driver}`,
    ]),
    '',
  ];
}

const CHANGE_TEXTS: Readonly<Record<KernelChange, string>> = {
  comes: 'only after the change',
  goes: 'only before the change',
  stays: 'before and after',
};

/** Which known contract violations the change brings or takes away. */
export function violationLines({ violations }: AuditKernelReport, style: Style): string[] {
  const count = (change: KernelChange) => violations.filter((one) => one.change === change);
  const stays = count('stays');
  return [
    `${style.title('Contract violations')}: ${stays.length} known before and after` +
      (violations.length === stays.length ? '' : ', and'),
    ...(['comes', 'goes'] as const).flatMap((change) =>
      count(change).map(({ id }) => `  ${style.bad(CHANGE_TEXTS[change])}  ${id}`),
    ),
    '',
  ];
}

/** What no array shows. */
export function treeNoteLines({ notes, options }: AuditKernelReport, style: Style): string[] {
  if (notes.length === 0) return [];
  return [
    style.title('What no array shows: locks, sequence checks, warnings'),
    ...notes.flatMap((note) => [
      `  ${noteTitle(note, style)}`,
      ...scenarioText(note.scenario)
        .split('\n')
        .map((line) => `    ${line}`),
      `    replay: ${replayKernel(options, note.scenario)}`,
    ]),
    '',
  ];
}

function noteTitle({ text, change, before, after, where }: KernelNote, style: Style): string {
  // A line of code; the name of a lock is part of the text.
  const places = where.filter((one) => /:\d+$/.test(one));
  const at = places.length === 0 ? '' : ` at ${places.join(', ')}`;
  const counts = style.dim(`(${scenarioCount(before)} before, ${after} after)`);
  const when = change === 'stays' ? CHANGE_TEXTS[change] : style.bad(CHANGE_TEXTS[change]);
  return `${when}: ${text}${at} ${counts}`;
}

/** How entries changed within walks, and what of it was not compared, or only the tree before does. */
export function raceLines({ races }: AuditKernelReport, style: Style): string[] {
  if (races === null) return [];
  const { scenarios, changes, before, after, differAnyway, onlyBefore, given } = races;
  const counted = ({ what, count }: (typeof onlyBefore)[number]): string =>
    `${count} ${count === 1 ? 'change' : 'changes'}: ${what}`;
  return [
    style.title('Changes within a walk'),
    ...(given === 0 ? [] : [`  ${given} given ${given === 1 ? 'scenario' : 'scenarios'}`]),
    ...(changes === 0
      ? []
      : [
          `  ${changes} changes of an entry in ${scenarios} scenarios, each right before each read of the entry: ` +
            `${before} runs before, ${after} after`,
        ]),
    ...(differAnyway === 0
      ? []
      : [`  ${differAnyway} changes not compared: the trees differ there without a race, too`]),
    ...onlyBefore.map((one) => `  only before the change, ${counted(one)}`),
    '',
  ];
}

/** Scenarios in which neither comes to a result. */
export function crashLines({ bothCrash }: AuditKernelReport, style: Style): string[] {
  if (bothCrash.length === 0) return [];
  return [
    style.title('Neither tree comes to a result'),
    ...bothCrash.map(({ what, count }) => `  ${scenarioCount(count)}: each ${what}`),
    '',
  ];
}
