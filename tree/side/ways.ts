// SPDX-License-Identifier: GPL-2.0-or-later
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lazy } from '../../oracle/package/lazy';
import type { Scenario } from '../../oracle/scenario/scenario';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../oracle/scenario/temporary-folder';
import { gcovCommand, putCounters, putNotes, unread } from '../coverage/gcov';
import type { GcovFile } from '../coverage/gcov-files';
import type { TreeFile } from '../sources/read-tree';
import { FrameBatch } from '../wire/frame-batch';
import { WireOutcome } from '../wire/types';
import type { RunningTree } from './tree-child';

/** As in `tree/coverage/gcov.ts`. */
const reading = lazy((): typeof import('../coverage/gcov-files') =>
  require('../coverage/gcov-files'),
);

const GCOV_MILLISECONDS = 60_000;
/** Some 200 KB for the files of a release; those of a user may be longer. */
const GCOV_BYTES = 64 * 2 ** 20;

/** Which lines of a tree's own files, and which ways from them, single scenarios take. */
export class LineWays {
  private readonly folder = makeTemporaryFolder('ways');
  private readonly batch = new FrameBatch();
  /** By what the counters say: what only moves a range or a frame changes none. */
  private readonly known = new Map<string, ReadonlySet<string>>();

  /**
   * @param notes where the compiler's notes (.gcno) are.
   * @param child of the tree compiled with counters.
   */
  constructor(
    private readonly gcov: string,
    notes: string,
    private readonly sources: readonly TreeFile[],
    private readonly child: RunningTree,
  ) {
    putNotes(notes, this.folder);
  }

  /**
   * The lines and ways that scenarios take together, each as a text: `mm/hmm.c:12`, `mm/hmm.c:12 way 2 of 4`;
   * undefined if one of them comes to no result, which takes the counters along.
   * @throws InputError if gcov cannot read the counters.
   */
  takenBy(scenarios: readonly Scenario[]): ReadonlySet<string> | undefined {
    this.child.startAgain();
    for (const scenario of scenarios) this.batch.add(scenario);
    const replies = this.child.runAtOnce(this.batch.take());
    for (let index = 0; index < replies.count && !replies.allPlain; index++) {
      const { outcome } = replies.view(index);
      if (outcome !== WireOutcome.returned && outcome !== WireOutcome.livelock) return undefined;
    }
    const counters = this.child.counters();
    const key = createHash('sha256').update(counters).digest('base64');
    const taken = this.known.get(key) ?? this.read(counters);
    this.known.set(key, taken);
    return taken;
  }

  close(): void {
    removeTemporaryFolder(this.folder);
  }

  private read(counters: Buffer): ReadonlySet<string> {
    putCounters(counters, this.folder);
    const [command = '', ...parameters] = gcovCommand(this.gcov, this.folder);
    const ran = spawnSync(command, parameters, {
      ...{ cwd: this.folder, encoding: 'utf8', timeout: GCOV_MILLISECONDS, maxBuffer: GCOV_BYTES },
    });
    if (ran.status !== 0) throw unread(command, ran.error?.message ?? ran.stderr);
    const files = reading().gcovFiles(ran.stdout);
    return new Set(this.sources.flatMap(({ path }) => takenIn(files, path)));
  }
}

function takenIn(files: readonly GcovFile[], path: string): readonly string[] {
  const lines = files.find(({ file }) => file.endsWith(path))?.lines ?? [];
  return lines.flatMap(({ line_number: number, count, branches }) => {
    if (count === 0) return [];
    const place = `${path}:${number}`;
    const ways = branches.map((way, index) =>
      way.count > 0 ? [`${place} way ${index + 1} of ${branches.length}`] : [],
    );
    return [place, ...ways.flat()];
  });
}
