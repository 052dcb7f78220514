// SPDX-License-Identifier: GPL-2.0-or-later
import { renderEnd, renderReplay, renderSetup } from './render-replay';
import {
  type AttemptReport,
  type CauseReport,
  type LoopReport,
  mistakesOf,
  type RunCounts,
} from './report';

/** The whole report as text: what was run, then each loop's causes with their smallest schedule. */
export function renderAttempts(report: AttemptReport): string {
  const scope = report.scope.map((title) => `  ${title}`);
  return [['Every schedule over', ...scope].join('\n'), ...report.loops.map(renderLoop), ''].join(
    '\n\n',
  );
}

/** One loop: counts, causes, and what regenerating the requests changes. */
function renderLoop(loop: LoopReport): string {
  return [
    `${loop.title} (${loop.driver})\n${renderCounts(loop)}`,
    ...loop.causes.map(renderCause),
    renderRegeneration(loop),
    ...(loop.source === null ? [] : [renderJudgement(loop)]),
  ].join('\n\n');
}

/** One cause: what it is, how often it is met, and its smallest schedule step by step. */
export function renderCause(cause: CauseReport): string {
  const { id, text, schedules, minimal, replay, regenerated } = cause;
  const fate = `${cause.remains ? 'remains' : 'gone'} when requests are rewritten`;
  const source = cause.fromDestroyedInput ? 'from destroyed input' : 'not from destroyed input';
  const built = minimal.builtByDriver ? '' : ', all with a window that the driver never builds';
  return [
    id,
    `  ${text}`,
    `  ${schedules} schedules${built}; ${source}, ${fate}`,
    `  ${renderSetup(minimal.setup)}`,
    ...renderReplay(replay).map((line) => `    ${line}`),
    `  with the requests rewritten: ${renderEnd(regenerated)}`,
  ].join('\n');
}

/** Of a user's loop: what is wrong with it, or what was proved of it in this scope. */
function renderJudgement(loop: LoopReport): string {
  const mistakes = mistakesOf(loop);
  if (mistakes.length > 0) {
    const ids = mistakes.map(({ id, text }) => `  ${id}: ${text}`);
    const count = `${mistakes.length} mistake${mistakes.length === 1 ? '' : 's'}`;
    return [`${loop.driver}: ${count}`, ...ids].join('\n');
  }
  return [
    `${loop.driver}: no mistake under any schedule of this scope`,
    '  it ends when others stop, and is bounded as long as they do not;',
    '  no request grows with an effect or is lost, and nothing stale is used',
  ].join('\n');
}

function renderCounts({ schedules, attempts, ends }: RunCounts): string {
  const { done, failed, recurs, spins, undecided } = ends;
  return [
    `  ${schedules} schedules, ${attempts} attempts:`,
    `${done} loops succeed, ${failed} fail, ${recurs + spins} never end,`,
    `${undecided} undecided`,
  ].join(' ');
}

function renderRegeneration({ driver, regeneration }: LoopReport): string {
  const { removed, remaining, added, exact } = regeneration;
  const verdict = exact
    ? 'removes exactly what comes from destroyed input'
    : 'does NOT remove exactly what comes from destroyed input';
  return [
    `${driver} with its requests rewritten before each attempt: ${verdict}`,
    renderCounts(regeneration),
    ...removed.map((id) => `  gone     ${id}`),
    ...remaining.map((id) => `  remains  ${id}`),
    ...added.map((id) => `  NEW      ${id}`),
  ].join('\n');
}
