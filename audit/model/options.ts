// SPDX-License-Identifier: GPL-2.0-or-later
import type { AuditScope } from './families';

/** What an audit runs, beside what it always looks at. */
export interface AuditOptions {
  readonly seed: number;
  /** How many random scenarios. */
  readonly runs: number;
  readonly scope: AuditScope;
  /** Files of scenarios, whose address spaces are taken. */
  readonly vectors: readonly string[];
  /** Whether to run both loops under every schedule of other threads; half a second. */
  readonly loops: boolean;
  /** How many unexplained causes are shrunk and shown. */
  readonly shown: number;
  /** Whether causes that are explained are shrunk and shown, too. */
  readonly knownShown: boolean;
}
