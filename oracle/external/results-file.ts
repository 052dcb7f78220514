// SPDX-License-Identifier: GPL-2.0-or-later
import { PFNS_OF_32_BITS } from '../run/no-room';
import { isModern, SIDE_NAMES, type SideName, wordLayoutOf } from '../run/side-names';
import { scanDocuments } from '../scenario/documents';
import { InputError, type Place, refuse } from '../scenario/input-error';
import { type MissingResult, readNoResult } from '../scenario/no-result';
import { buildScenario, checkScenario } from '../scenario/read';
import type { Scenario } from '../scenario/scenario';
import { writeScenario } from '../scenario/write';
import type { Answer } from './answer';
import type { ExternalSide } from './external-side';
import { readExternalResult } from './read-result';

/** A side that is a file of results. */
interface ResultsSpec {
  readonly name: string;
  /** The model to hold it to; that by which the results are named, if not given. */
  readonly like: SideName | undefined;
  readonly file: string;
}

/** More are no results that somebody wants to look at, and would fill the memory. */
const MOST = 1_000_000;

/**
 * Reads results that were saved, as `hmm-pfn run` prints them: lines `{"scenario", "expect"}` with a
 * result under the side's own name, or with one result, whatever it is named.
 * @throws InputError for a file that cannot be read, holds no results, or is of no model's kind.
 */
export async function openResults(spec: ResultsSpec): Promise<ExternalSide> {
  const { name, file } = spec;
  const answers = new Map<string, Saved>();
  const scenarios: Scenario[] = [];
  const keys = new Set<string>();
  for await (const item of scanDocuments(file)) {
    if ('error' in item) throw item.error;
    const place = { file: item.file, line: item.line };
    const { value } = item;
    if (typeof value !== 'object' || value === null || !('scenario' in value)) {
      refuse(place, { field: '', expected: '{"scenario", "expect"}', got: value });
    }
    const scenario = buildScenario(checkScenario(value.scenario, place), place);
    const expect: unknown = 'expect' in value ? value.expect : undefined;
    if (typeof expect !== 'object' || expect === null) {
      refuse(place, { field: 'expect', expected: 'results by side', got: expect });
    }
    const key = keyIn(Object.keys(expect), name);
    if (key === undefined) {
      const expected = `one result, or one of ${name}`;
      refuse(place, { field: 'expect', expected, got: expect });
    }
    keys.add(key);
    const answer = answerIn(Reflect.get(expect, key), scenario, `expect.${key}`, place);
    const text = keyOf(scenario);
    if (!answers.has(text)) scenarios.push(scenario);
    answers.set(text, answer);
    if (answers.size > MOST) {
      throw new InputError(place, `expected at most ${MOST} results, got more`);
    }
  }
  if (answers.size === 0) throw new InputError({ file }, 'expected results, got none');
  const like = spec.like ?? likeOf([...keys]);
  if (like === undefined) {
    const message = `expected the model that the results are to be held to: ${name}:MODEL=${file}, with one of ${SIDE_NAMES.join(', ')}`;
    throw new InputError({ file }, message);
  }
  const none: Answer = { kind: 'none', why: `${file} has no result for it` };
  const answerTo = (scenario: Scenario): Answer =>
    heldTo(like, answers.get(keyOf(scenario)) ?? none);
  return {
    ...{ name, like, what: file, saved: scenarios },
    answers: async (asked) => asked.map(answerTo),
    close: () => {},
  };
}

/** An answer, or the claim that there is no room for one. */
type Saved = Answer | NoRoom;
type NoRoom = Extract<MissingResult, { readonly kind: 'no-room' }>;

/** The answer that a claim is worth on a side like a model: where there is room, the side is to blame. */
function heldTo(like: SideName, saved: Saved): Answer {
  if (saved.kind !== 'no-room') return saved;
  const { why, claim } = saved;
  const is32 = isModern(like) && wordLayoutOf(like).bits === 32;
  const hasRoom = 'pfn' in claim && Number(claim.pfn) < PFNS_OF_32_BITS;
  if (is32 && !hasRoom) return { kind: 'none', why };
  return { kind: 'failed', what: 'says that there is no room where there is', lines: [why] };
}

/** A result, or what stands in its place. */
function answerIn(value: unknown, { range }: Scenario, field: string, place: Place): Saved {
  const noResult = readNoResult(value);
  if (noResult?.kind === 'none' || noResult?.kind === 'no-room') return noResult;
  if (noResult !== undefined) {
    return { kind: 'failed', what: 'failed when it was run', lines: [noResult.what] };
  }
  const found = readExternalResult(value, range.asks.length, field);
  if (found.kind === 'unfit') refuse(place, found.problem);
  return { kind: 'result', result: found.result };
}

/** Two documents of one scenario may be written differently, and be named differently. */
function keyOf(scenario: Scenario): string {
  return JSON.stringify(writeScenario({ ...scenario, id: '' }));
}

function keyIn(keys: readonly string[], name: string): string | undefined {
  if (keys.includes(name)) return name;
  return keys.length === 1 ? keys[0] : undefined;
}

function likeOf(keys: readonly string[]): SideName | undefined {
  const [key, ...others] = keys;
  return others.length > 0 ? undefined : SIDE_NAMES.find((name) => name === key);
}
