// SPDX-License-Identifier: GPL-2.0-or-later
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { sameOutcome } from '../../oracle/compare/same-course';
import { GivenUpError } from '../../oracle/run/no-room';
import { Runner } from '../../oracle/run/runner';
import { readScenario } from '../../oracle/scenario/read';
import { verdictOf } from '../../oracle/verdict/verdict';
import { notRunWhy, treeAnswerOf } from '../../tree/audit/answer-of';
import { treesExaminedOf } from '../../tree/audit/examined';
import type { AuditKernelOptions } from '../../tree/audit/report';
import { GIVEN_UP, TreePatience } from '../../tree/side/patience';
import { TreeReplies } from '../../tree/wire/reply-batch';
import { WireOutcome } from '../../tree/wire/types';
import { ended, start } from '../support/command';
import { treeWorkersOf } from '../support/tree-workers';
import { changedTree, closeTrees, describeWithCompiler, OWN_TREE, opens } from './support';

afterAll(closeTrees);

const START = '0x7f0000000000';
const END = '0x7f0000001000';

function onePage(id: string, is: string) {
  return {
    ...{ schema: 'hmm-scenario/1', id },
    mm: {
      ...{ nextPfn: '0x2000', zeroPfn: '0x1' },
      vmas: [{ start: START, end: END, flags: ['read', 'write'], backing: 'anon' }],
      entries: is === 'none' ? [] : [{ level: 'pte', at: START, is, pfn: '0x1000' }],
    },
    range: {
      ...{ start: START, end: END, default: 'r', mask: '.', requests: '.', owner: 0 },
    },
  };
}

/** The tests' own tree, which computes without end at a migration entry that is asked for. */
function endlessTree(): string {
  const wait = 'migration_entry_wait(';
  return changedTree('endless', [
    { from: wait, to: `for (;;)\n\t\t\t__asm__ volatile("");\n\t\t${wait}` },
  ]);
}

describe('a tree that is given up', () => {
  const MANY = 10;

  it('has a reply without a result for each scenario, with the reason', () => {
    const replies = TreeReplies.notRun(3, GIVEN_UP);
    expect(replies.count).toBe(3);
    expect([0, 1, 2].map((index) => treeAnswerOf(replies.read(index), false))).toEqual(
      Array(3).fill({ kind: 'none', why: GIVEN_UP }),
    );
    expect([replies.allPlain, replies.isPlain(2)]).toEqual([false, false]);
  });

  it('is one that did not come to an end often enough; for another task it is asked again', () => {
    const patience = new TreePatience();
    const words = new Uint32Array(14 * MANY);
    for (let at = 0; at < words.length; at += 14) words.set([14, WireOutcome.timeout], at);
    const replies = (count: number) =>
      new TreeReplies(count, Buffer.from(words.buffer, 0, 56 * count), count, 8);
    patience.saw(TreeReplies.notRun(MANY, ''));
    patience.saw(replies(MANY - 1));
    expect(patience.isSpent).toBe(false);
    patience.saw(replies(1));
    expect(patience.isSpent).toBe(true);
    patience.renew();
    expect(patience.isSpent).toBe(false);
  });
});

it.each([GIVEN_UP, notRunWhy('')])('what was not run is no pass: %s', (why) => {
  const options: AuditKernelOptions = {
    ...{ trees: [], expect: null, vectors: [], scope: 0, runs: 30, seed: 1 },
    races: 'none',
  };
  const counts = { vectors: 0, scope: 0, random: 30 };
  const changed = { files: [], functions: [], unjudged: [] };
  const verdictOver = (without: Map<string, number>) =>
    verdictOf(
      false,
      treesExaminedOf(options, counts, { compared: 10, without }, null, changed, false),
    );
  expect(verdictOver(new Map()).kind).toBe('clean');
  expect(verdictOver(new Map([[why, 20]]))).toMatchObject({
    ...{ kind: 'nothing-compared', missing: ['20 scenarios that were not run'] },
  });
});

describeWithCompiler('a tree that computes without end', () => {
  it('is asked no more after ten scenarios; sides made anew are', async () => {
    const { name } = await opens('endless', endlessTree());
    const runner = Runner.of([name]);
    const [side] = runner.sides;
    const run = (is: string, on = runner): string => {
      on.run(readScenario(onePage('page', is), { file: 'test' }));
      const [ran] = on.sides;
      if (ran?.failure !== undefined) return ran.failure.error;
      return ran?.overflow === undefined ? 'result' : ran.overflow.name;
    };
    const all = ['none', ...Array(10).fill('migration'), 'migration', 'none'];
    expect(all.map((is) => run(is))).toEqual([
      'result',
      ...Array(10).fill('endless loop'),
      ...Array(2).fill('GivenUpError'),
    ]);
    expect(side?.overflow).toEqual(new GivenUpError(GIVEN_UP));
    const anew = runner.fresh();
    expect(run('none', anew)).toBe('result');
    // What was not run is not said to be another outcome.
    const [other] = anew.sides;
    expect(side !== undefined && other !== undefined && sameOutcome(side, other)).toBe(true);
  });

  if (!existsSync('/proc/self/stat')) {
    it.skip('skipped: there is no /proc to see the process in', () => {});
    return;
  }

  const tree = endlessTree();
  const commands = [
    ['check', '--tree', `endless=${tree}`, '--no-vectors', '--seed', '1', '--runs', '1000000'],
    ['audit', 'kernel', '--before', OWN_TREE, '--after', tree, '--no-vectors', '--scope', '0'],
  ];
  it.each(
    commands.flatMap((words) =>
      (['SIGINT', 'SIGTERM'] as const).map((signal) => ({ words, signal })),
    ),
  )(
    '$signal ends a command that waits for it, with its report, and all it started: $words.0',
    async ({ words, signal }) => {
      const child = start(...words);
      const end = ended(child);
      const pid = child.pid ?? 0;
      while (!treeWorkersOf(pid).some(computesLong)) await after(50);
      const started = treeWorkersOf(pid);
      child.kill(signal);
      const { code, stdout } = await end;
      expect(stdout).toContain('Interrupted; these are the results until then.');
      expect(stdout).toMatch(/(Interrupted; no |difference|cause)[^\n]*\n$/);
      // What was found until then stands.
      expect([1, 130]).toContain(code);
      while (started.some((one) => existsSync(`/proc/${one}`))) await after(50);
    },
  );
});

/** Whether a process has taken so much of the processor that whoever waits for it has heard of it. */
function computesLong(pid: number): boolean {
  try {
    const [, , , , , , , , , , , , , ticks = '0'] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(
      ' ',
    );
    return Number(ticks) > 30;
  } catch {
    return false;
  }
}
