// SPDX-License-Identifier: GPL-2.0-or-later
import { Interrupted } from '../../oracle/child/interrupted';
import type { Scenario } from '../../oracle/scenario/scenario';
import { FrameBatch } from '../wire/frame-batch';
import { TreeReplies } from '../wire/reply-batch';
import type { ReplyView } from '../wire/reply-view';
import type { TreeReply, WireBatch } from '../wire/types';
import { Foreseen } from './foreseen';
import { GIVEN_UP, TreePatience } from './patience';
import type { SupervisorProcess } from './supervisor-process';
import type { SupervisorAnswer } from './supervisor-question';
import type { TreeChild } from './types';

/** A batch of no scenarios asks about the tree: its length says what (`enum tree_question`). */
const COUNTERS: WireBatch = { count: 0, bytes: new Uint8Array(8), largest: 0, watched: false };
const FRESH: WireBatch = { count: 0, bytes: new Uint8Array(16), largest: 0, watched: false };

/** A tree, running in a process of its own. */
export class RunningTree implements TreeChild {
  private readonly single = new FrameBatch();
  private readonly detailed = new FrameBatch(true);
  private readonly watching = new FrameBatch(true, true);
  private watched: SupervisorProcess | undefined;
  private readonly patience = new TreePatience();

  /**
   * @param wordBytes how wide a word of the tree's array is.
   * @param startWatched starts the same code compiled to be watched, which scenarios with changes within
   *   a walk need.
   * @param foreseen what was run ahead: the experiments of one task are those of another one's scenarios.
   */
  constructor(
    private readonly process: SupervisorProcess,
    readonly wordBytes: 4 | 8,
    private readonly startWatched: () => SupervisorProcess,
    private readonly foreseen = new Foreseen(),
  ) {}

  run(scenario: Scenario): TreeReply {
    this.single.add(scenario);
    return this.replies(this.single.take()).read(0);
  }

  /**
   * As {@link run}, and lets another tree run the same at the same time.
   * @param isDetailed whether the replies are those of {@link runInDetail}.
   * @returns the replies of both; undefined if they are the same bytes.
   */
  runBeside(
    other: RunningTree,
    scenario: Scenario,
    isDetailed = false,
  ): readonly [TreeReply, TreeReply] | undefined {
    const frames = isDetailed ? this.detailed : this.single;
    frames.add(scenario);
    const batch = frames.take();
    const own = this.asking(batch);
    const others = other.asking(batch);
    const [one, two] = [own(), others()];
    if (one.equals(two)) return undefined;
    return [one.read(0, isDetailed), two.read(0, isDetailed)];
  }

  /** As {@link run}, with what a side has to tell besides its result. */
  runInDetail(scenario: Scenario): ReplyView {
    const known = this.foreseen.replyTo(scenario);
    if (known !== undefined) return known;
    this.detailed.add(scenario);
    return this.replies(this.detailed.take()).view(0);
  }

  /**
   * As {@link runInDetail}, of several in one trip: they run while something else is done.
   * @param experiments likely to be run then, too: {@link runInDetail} has their replies until the trip after the next one.
   */
  beginInDetail(
    scenarios: readonly Scenario[],
    experiments: readonly Scenario[],
  ): () => TreeReplies {
    for (const scenario of scenarios) this.detailed.add(scenario);
    for (const scenario of experiments) this.detailed.add(scenario);
    const replies = this.asking(this.detailed.take());
    this.foreseen.take(experiments, scenarios.length, replies);
    return replies;
  }

  /** As {@link runInDetail}, with the reads of entries. */
  runWatched(scenario: Scenario): ReplyView {
    this.watching.add(scenario);
    return this.replies(this.watching.take()).view(0);
  }

  /** As {@link runBatch}, and waits for it: for few scenarios, while no batch is under way. */
  runAtOnce(batch: WireBatch): TreeReplies {
    return this.replies(batch);
  }

  async runBatch(batch: WireBatch): Promise<TreeReplies> {
    if (this.patience.isSpent) return this.givenUp(batch);
    try {
      return this.read(await this.processFor(batch).ask(batch));
    } catch (error) {
      return notRunFor(error, batch);
    }
  }

  /** Lets it run scenarios again, if it was given up: for one more task, which is given up in turn. */
  renewPatience(): void {
    this.patience.renew();
  }

  /** The same process for another task: if it is given up in one, it runs scenarios of the other. */
  forAnotherTask(): RunningTree {
    const watched = (): SupervisorProcess => this.watchedProcess();
    return new RunningTree(this.process, this.wordBytes, watched, this.foreseen);
  }

  /** Lets another process run what comes next: its counters begin at nothing. */
  startAgain(): void {
    this.process.askNow(FRESH);
  }

  /** The counters of all that it ran; empty for a tree that is compiled without. */
  counters(): Buffer {
    return this.process.askNow(COUNTERS).bytes;
  }

  close(): void {
    this.process.close();
    if (this.watched !== this.process) this.watched?.close();
  }

  private processFor({ watched }: WireBatch): SupervisorProcess {
    return watched ? this.watchedProcess() : this.process;
  }

  private watchedProcess(): SupervisorProcess {
    this.watched ??= this.startWatched();
    return this.watched;
  }

  private replies(batch: WireBatch): TreeReplies {
    return this.asking(batch)();
  }

  private asking(batch: WireBatch): () => TreeReplies {
    if (this.patience.isSpent) return () => this.givenUp(batch);
    let replies: TreeReplies | undefined;
    try {
      const answer = this.processFor(batch).askFor(batch);
      return () => {
        replies ??= this.readUnlessInterrupted(answer, batch);
        return replies;
      };
    } catch (error) {
      const none = notRunFor(error, batch);
      return () => none;
    }
  }

  private readUnlessInterrupted(answer: () => SupervisorAnswer, batch: WireBatch): TreeReplies {
    try {
      return this.read(answer());
    } catch (error) {
      return notRunFor(error, batch);
    }
  }

  private read({ count, bytes, unusual }: SupervisorAnswer): TreeReplies {
    const replies = new TreeReplies(count, bytes, unusual, this.wordBytes);
    this.patience.saw(replies);
    return replies;
  }

  private givenUp({ count }: WireBatch): TreeReplies {
    return TreeReplies.notRun(count, GIVEN_UP);
  }
}

/** Why a tree that did not come to an end in time has no result, once the whole run is to end. */
const INTERRUPTED = 'interrupted';

/**
 * What stands for replies that nobody waits for any more.
 * @throws whatever else the error is.
 */
function notRunFor(error: unknown, { count }: WireBatch): TreeReplies {
  if (error instanceof Interrupted) return TreeReplies.notRun(count, INTERRUPTED);
  throw error;
}
