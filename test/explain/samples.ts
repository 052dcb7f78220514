// SPDX-License-Identifier: GPL-2.0-or-later
import type { FaultOverrule } from '../../mm/fault-overrule';
import { explain } from '../../oracle/explain/explain';
import type { Explanation } from '../../oracle/explain/explanation';
import { Runner } from '../../oracle/run/runner';
import type { SideName } from '../../oracle/run/side-names';
import { hex } from '../../oracle/scenario/json';
import { readScenario } from '../../oracle/scenario/read';
import type {
  EntryDocument,
  ScenarioDocument,
  ScenarioWithFormat,
} from '../../oracle/scenario/schema';
import { explainText } from '../../report/text/explain/explain-text';
import { PLAIN } from '../../report/text/style';

const BASE = 0x7f00_0000_0000;

/** The address of a page of the sample VMA. */
export function at(page: number): string {
  return hex(BASE + page * 4096);
}

/** A document: one writable anon VMA of 2 MiB, a range from its start with these requests. */
export function sampleDocument(
  requests: string,
  pages: number,
  entries: readonly EntryDocument[],
  more: Partial<ScenarioWithFormat> = {},
): ScenarioWithFormat {
  return {
    schema: 'hmm-scenario/1',
    id: 'sample',
    mm: {
      nextPfn: '0x100000',
      zeroPfn: '0x1',
      vmas: [{ start: at(0), end: at(512), flags: ['read', 'write'], backing: 'anon' }],
      entries,
    },
    range: { start: at(0), end: at(pages), default: '.', mask: '*', requests, owner: 1 },
    legacy: {
      flags: { valid: '0x1', write: '0x2' },
      values: { error: '0xfffffffffffffffe', none: '0x0', special: '0xfffffffffffffffc' },
      pfnShift: 12,
    },
    ...more,
  };
}

/** Explains a document; `overrule` decides page faults instead of the rules. */
export function explained(
  document: ScenarioDocument,
  names: readonly SideName[] = ['v5.7', 'legacy', 'modern'],
  overrule: FaultOverrule | null = null,
): Explanation {
  const file = 'sample.json';
  const scenario = readScenario(document, { file });
  const chosen = { file, line: 1, measured: false, scenario, expect: undefined, entry: undefined };
  const runner = Runner.of(names);
  runner.space.overrule = overrule;
  return explain(chosen, runner);
}

/** An explanation as text, without colours. */
export function textOf(explanation: Explanation, width = 100): string {
  return explainText(explanation, { width, style: PLAIN });
}

/** The lines below a title of the text, up to the next empty one. */
export function sectionOf(text: string, title: string): readonly string[] {
  const lines = text.split('\n');
  const start = lines.indexOf(title) + 1;
  const end = lines.indexOf('', start);
  return start === 0 ? [] : lines.slice(start, end === -1 ? lines.length : end);
}
