// SPDX-License-Identifier: GPL-2.0-or-later
import type { AddressSpace } from '../../mm/address-space';
import type { WordLayout } from '../../modern/word-layout';
import type { Side } from '../run/side';
import type { SideName } from '../run/side-names';
import type { Scenario } from '../scenario/scenario';
import type { Answer } from './answer';
import type { KnownResult } from './held-judge';

/**
 * An implementation of the range fault outside of this program: another program, saved results, a
 * kernel tree. It is held to the model that it is to be like, scenario by scenario.
 */
export interface ExternalSide {
  /** As the user calls it. */
  readonly name: string;
  /** The model whose format and behaviour it has. */
  readonly like: SideName;
  /** What it is, for a person: a command, a file. */
  readonly what: string;
  /** Its answers to scenarios, in their order. They may be many, and are asked together. */
  answers(scenarios: readonly Scenario[]): Promise<readonly Answer[]>;
  /** The scenarios that it has answers for; undefined if it can be asked any. */
  readonly saved: readonly Scenario[] | undefined;
  /** How it lays out words of the fixed format, if not as its model. */
  readonly layout?: WordLayout;
  /** Makes the model, where none that has a name is quite like the side. */
  readonly make?: (space: AddressSpace) => Side;
  /** Whether its results of `hmm_range_fault_unlocked_timeout()` are held to the model, too. */
  readonly unlockedCalls?: boolean;
  /** Names what is known and has no model, where a result differs in nothing else. */
  readonly known?: KnownResult;
  /** Ends what it started. */
  close(): void;
  /** Ends an answer that is waited for, and all that come after it. */
  interrupt?(): void;
}
