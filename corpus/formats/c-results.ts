// SPDX-License-Identifier: GPL-2.0-or-later
import { StateKind } from '../../mm/page-states';
import type { Ask } from '../../mm/range';
import { returnName } from '../../oracle/run/result';
import type { Side } from '../../oracle/run/side';
import { SideFailure } from '../../oracle/run/side-failure';
import type { SideName } from '../../oracle/run/side-names';
import type { Fixture } from '../fixture';
import { initializer } from './c-space';
import { type Arrays, rowsOf, sideIdentifier, word } from './c-text';

const WORDS_PER_ROW = 4;

/** The page states in C, by {@link StateKind}. */
const STATES: Readonly<Record<Exclude<StateKind, typeof StateKind.untouched>, string>> = {
  [StateKind.none]: 'HMM_FIXTURES_STATE_NONE',
  [StateKind.error]: 'HMM_FIXTURES_STATE_ERROR',
  [StateKind.special]: 'HMM_FIXTURES_STATE_SPECIAL',
  [StateKind.read]: 'HMM_FIXTURES_STATE_READ',
  [StateKind.write]: 'HMM_FIXTURES_STATE_WRITE',
  [StateKind.stray]: 'HMM_FIXTURES_STATE_STRAY',
  [StateKind.malformed]: 'HMM_FIXTURES_STATE_MALFORMED',
};

/** Adds the results of a fixture, a row a side of the file; the name of their array. */
export function addResults(
  { scenario, sides }: Fixture,
  names: readonly SideName[],
  arrays: Arrays,
): string {
  const rows = names.flatMap((name) => {
    const side = sides.find((one) => one.name === name);
    return [`/* ${name} */`, side === undefined ? NO_RESULT : resultRow(side, scenario, arrays)];
  });
  return arrays.add('struct hmm_fixtures_result', 'results', rows);
}

/** Adds the first words of a side's array, as the call left it; the name of the array. */
export function addOutput(side: Side, pages: number, arrays: Arrays): string {
  const words = Array.from({ length: pages }, (_, page) => word(side.word(page)));
  const name = `${sideIdentifier(side.name)}_output`;
  return arrays.add('uint64_t', name, rowsOf(words, WORDS_PER_ROW));
}

/**
 * Adds what a side's output says of its pages; the name of the array.
 * @throws SideFailure for a page without output: there is nothing that a test could expect of it.
 */
export function addStates(side: Side, arrays: Arrays): string {
  const rows = Array.from({ length: side.record.stoppedAt }, (_, page) => {
    const { kind, pfn } = side.states.at(page);
    if (kind === StateKind.untouched) {
      throw new SideFailure(side.name, new Error(`page ${page} was passed without a word`));
    }
    return `{ ${STATES[kind]}, ${word(pfn)}, ${side.mapOrder(page)} },`;
  });
  return arrays.add('struct hmm_fixtures_page', `${sideIdentifier(side.name)}_pages`, rows);
}

const NO_RESULT = `${initializer({
  ret: 'HMM_FIXTURES_NO_RESULT',
  count: -1,
  walks: 0,
  stopped_at: 0,
  default_flags: 0,
  pfn_flags_mask: 0,
  input: 'NULL',
  output: 'NULL',
  pages: 'NULL',
  faults: 'NULL',
  nr_faults: 0,
})},`;

function resultRow(side: Side, { range }: Fixture['scenario'], arrays: Arrays): string {
  const { record } = side;
  const name = sideIdentifier(side.name);
  const request = requestWords(side);
  const input = Array.from(range.asks, (ask) => request(ask));
  const faults = record.faults
    .list()
    .map(
      ({ at, pages, write }) => `${initializer({ at: word(at), pages, write: write ? 1 : 0 })},`,
    );
  const { ret } = record;
  const fields = {
    ret: ret === 0 ? '0' : `${ret} /* ${returnName(ret)} */`,
    count: side.pageCount ?? -1,
    walks: record.walks,
    stopped_at: record.stoppedAt,
    default_flags: request(range.defaults),
    pfn_flags_mask: request(range.mask),
    input: arrays.add('uint64_t', `${name}_input`, rowsOf(input, WORDS_PER_ROW)),
    output: addOutput(side, record.pages, arrays),
    pages: addStates(side, arrays),
    faults: arrays.add('struct hmm_fixtures_fault', `${name}_faults`, faults),
    nr_faults: faults.length,
  };
  return `${initializer(fields)},`;
}

/** The words that ask on a side, each made once. */
function requestWords(side: Side): (ask: number) => string {
  const words = new Map<number, string>();
  return (ask) => {
    const known = words.get(ask) ?? word(side.request(ask as Ask));
    words.set(ask, known);
    return known;
  };
}
