// SPDX-License-Identifier: GPL-2.0-or-later
import type { CampaignSpec } from '../../oracle/batch/spec';
import { campaignId } from '../../oracle/batch/spec';
import type { CampaignSummary, Shortfall } from '../../oracle/check/campaign-summary';
import type { StoredOutcome, StoredState } from '../../oracle/check/stored';
import { streamName } from '../../oracle/chunk/random-stream';
import { COMMAND } from '../../oracle/package/command';
import { shellWord } from './shell-word';
import type { Style } from './style';

/** How many shortfalls are named; all of them are in the reports for machines. */
const SHORTFALLS_SHOWN = 20;

/** The first line of a campaign: its id, and what it is. */
export function campaignHeader(spec: CampaignSpec): string {
  const { sides, vectors, scope, streams, runs } = spec.plan;
  const each = runs === null ? 'endless' : `${runs} each`;
  return [
    `hmm-pfn campaign ${campaignId(spec)}`,
    `build ${spec.build}`,
    `streams ${streams.length === 0 ? 'none' : `${streams.map(streamName).join(',')} (${each})`}`,
    `scope ${scope}`,
    `sides ${sides.join(',')}`,
    `vectors ${vectors.length === 1 ? '1 file' : `${vectors.length} files`}`,
  ].join('  ');
}

/** A command of this program, for a shell. */
export function commandText(words: readonly string[]): string {
  return [COMMAND, ...words.map(shellWord)].join(' ');
}

/** What became of stored failures: those first that are still there. */
export function storedLines(stored: readonly StoredOutcome[], style: Style): string[] {
  if (stored.length === 0) return [];
  const title = style.title('Stored failures');
  return [title, ...stored.flatMap((one) => outcomeLines(one, style)), ''];
}

function outcomeLines(outcome: StoredOutcome, style: Style): readonly string[] {
  const { cause, state, foundBy } = outcome;
  const isBad = state === 'still shown' || state === 'changed';
  const by = `found by ${foundBy.commit ?? foundBy.build}: ${foundBy.command}`;
  return [
    `  ${isBad ? style.bad(state) : style.good(state)}: ${cause}`,
    ...(state === 'fixed' ? [] : [`    ${storedText(outcome)}`, `    ${style.dim(by)}`]),
  ];
}

/** A stored failure in one line. */
export function storedText({ state, now, sides }: StoredOutcome): string {
  const texts: Readonly<Record<StoredState, string>> = {
    'still shown': 'its scenario still shows it',
    changed: `its scenario now shows ${now.join('; ')}`,
    fixed: 'its scenario shows nothing unexplained any more',
    'not run': `it is of ${sides.join(', ')}, and not all of them ran`,
  };
  return texts[state];
}

/** What a campaign did not reach, and how far it came. */
export function campaignLines(campaign: CampaignSummary, style: Style): string[] {
  return [...minimumLines(campaign, style), ...chunkLines(campaign, style)];
}

function minimumLines({ minimums, shortfalls }: CampaignSummary, style: Style): string[] {
  if (minimums === 0) return [];
  const title = style.title('Minimums');
  if (shortfalls.length === 0) return [`${title}: all ${minimums} were reached`, ''];
  const hidden = shortfalls.length - SHORTFALLS_SHOWN;
  return [
    `${title}: ${style.bad(`${shortfalls.length} of ${minimums} were not reached`)}`,
    ...shortfalls.slice(0, SHORTFALLS_SHOWN).map((one) => `  ${shortfallText(one)}`),
    ...(hidden > 0 ? [`  … and ${hidden} more`] : []),
    '',
  ];
}

/** A shortfall in one line. */
export function shortfallText({ side, what, minimum, got }: Shortfall): string {
  const seen = got === 0 ? 'never seen' : `seen ${got} ${got === 1 ? 'time' : 'times'}`;
  return `${side} ${what}: ${seen}, at least ${minimum} expected`;
}

const END_WORDS: Readonly<Record<CampaignSummary['end'], string>> = {
  complete: '',
  time: '; the time was up',
  'until-new': '; enough new causes were found',
  interrupted: '; interrupted',
};

function chunkLines({ id, chunks, of, end }: CampaignSummary, style: Style): string[] {
  const noun = (of ?? chunks) === 1 ? 'chunk' : 'chunks';
  const done = of === null ? `${chunks} ${noun}` : `${chunks} of ${of} ${noun}`;
  return [`${style.title('Campaign')} ${id}: ${done}${END_WORDS[end]}`, ''];
}
