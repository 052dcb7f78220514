// SPDX-License-Identifier: GPL-2.0-or-later
import { ASKED_NAMES, type AskLevel } from '../asked';
import type { EndedBy } from '../loop';
import { CONSEQUENCE_TEXTS, type Consequence } from './consequence';

/** Why each attempt of a loop that never ends is followed by another. */
export type NoEndReason =
  /** Others invalidate during the call: `-EBUSY`. */
  | 'during-call'
  /** Others invalidate between the call's success and the check under the lock. */
  | 'before-check'
  /** A fault of the call's own invalidates the range, and others undo what it did. */
  | 'own-fault'
  /** The sequence was read before an invalidation, and is never read anew: `-EBUSY` at once. */
  | 'old-sequence'
  /** The call succeeds and returns 0 pages. */
  | 'no-pages'
  /** The call itself walks again and again. */
  | 'livelock';

/** Why a stale result is used. */
export type StaleUse =
  /** Nobody checks the sequence. */
  | 'not-checked'
  /** The sequence that is checked was read after the invalidation. */
  | 'sequence-read-later';

/** What can go wrong in an attempt loop. */
export type AttemptFinding =
  /** The loop ends with a page that does not grant what the first attempt asked. */
  | { readonly kind: 'request-lost'; readonly from: AskLevel; readonly to: AskLevel }
  /** An attempt asks more of a page than the first one did. */
  | {
      readonly kind:
        | 'request-grew-none-to-read'
        | 'request-grew-none-to-write'
        | 'request-grew-read-to-write';
      readonly consequence: Consequence;
    }
  /** A page is mapped although what is mapped was taken away: no check found it. */
  | { readonly kind: 'stale-used'; readonly why: StaleUse }
  /** Only a bound ends the loop, or nothing does, as long as someone keeps invalidating the range. */
  | {
      readonly kind: 'no-end-while-invalidated';
      readonly reason: NoEndReason;
      readonly endedBy: EndedBy;
      /** With the requests written anew before each attempt, the same schedule lets it end. */
      readonly destroyedInput: boolean;
    }
  /** Only a bound ends the loop, or nothing does, and nobody invalidates anything. */
  | {
      readonly kind: 'no-end-alone';
      readonly reason: NoEndReason;
      readonly endedBy: EndedBy;
      readonly destroyedInput: boolean;
      /** Others change entries without the invalidation that belongs to it. */
      readonly silently: boolean;
    };
export type FindingKind = AttemptFinding['kind'];

/** Stable: the driver version, the kind of finding, and what tells it from others of the kind. */
export function causeId(driver: string, finding: AttemptFinding): string {
  return [driver, finding.kind, ...details(finding)].join('/');
}

/**
 * Whether a finding comes from requests that the output of an earlier attempt has destroyed. For a
 * lost or grown request that is what the words mean; for a loop without end it was tried out.
 */
export function comesFromDestroyedInput(finding: AttemptFinding): boolean {
  switch (finding.kind) {
    case 'no-end-while-invalidated':
    case 'no-end-alone':
      return finding.destroyedInput;
    case 'stale-used':
      return false;
    case 'request-lost':
    case 'request-grew-none-to-read':
    case 'request-grew-none-to-write':
    case 'request-grew-read-to-write':
      return true;
  }
}

/** One sentence for a person. */
export function describeFinding(finding: AttemptFinding): string {
  switch (finding.kind) {
    case 'request-lost': {
      const [from, to] = [ASKED_NAMES[finding.from], ASKED_NAMES[finding.to]];
      return `the first attempt requests ${from}, the last ${to}, and ${from} is not granted`;
    }
    case 'stale-used':
      return STALE_TEXTS[finding.why];
    case 'no-end-while-invalidated':
      return `${NO_END_TEXTS[finding.reason]}${END_TEXTS[finding.endedBy]}${blame(finding.destroyedInput)}`;
    case 'no-end-alone': {
      const silently = finding.silently ? ', as others change entries without invalidating' : '';
      const end = finding.reason === 'livelock' ? '' : END_TEXTS[finding.endedBy];
      return `${NO_END_TEXTS[finding.reason]}${silently}${end}${blame(finding.destroyedInput)}`;
    }
    case 'request-grew-none-to-read':
    case 'request-grew-none-to-write':
    case 'request-grew-read-to-write':
      return CONSEQUENCE_TEXTS[finding.consequence];
  }
}

const NO_END_TEXTS: Readonly<Record<NoEndReason, string>> = {
  'during-call': 'every call is invalidated and returns -EBUSY',
  'before-check': 'every check under the lock finds the sequence stale',
  'own-fault':
    'a fault by the call itself invalidates the range, and other threads undo what it did',
  'old-sequence':
    'the sequence is never read anew: after one invalidation every call returns -EBUSY at once',
  'no-pages': 'every call succeeds and returns 0 pages',
  livelock: 'one call walks again and again, and no time limit applies inside it',
};

/** What there is to say of what ends the loop: nothing if it is a limit. */
const END_TEXTS: Readonly<Record<EndedBy, string>> = {
  count: '',
  deadline: '',
  budget: '',
  signal: ', and only a fatal signal ends the loop',
  nothing: ', and nothing ends the loop',
};
/** As part of an id. */
const END_PARTS: Readonly<Record<EndedBy, readonly string[]>> = {
  count: [],
  deadline: [],
  budget: [],
  signal: ['signal-only'],
  nothing: ['without-bound'],
};

const STALE_TEXTS: Readonly<Record<StaleUse, string>> = {
  'not-checked': 'a page is mapped that was taken away after the call: nobody checks the sequence',
  'sequence-read-later':
    'a page is mapped that was taken away: the sequence that is checked was read after that',
};

/**
 * Whether a finding is a mistake of the loop: with the notifier called for each change, which the kernel
 * does, a request grows or is lost, what is out of date is used, or the loop goes on when others have
 * stopped, or forever while they have not. Being ended by a limit or a signal is none.
 */
export function isMistake(finding: AttemptFinding): boolean {
  switch (finding.kind) {
    case 'request-lost':
    case 'stale-used':
      return true;
    case 'request-grew-none-to-read':
    case 'request-grew-none-to-write':
    case 'request-grew-read-to-write':
      return finding.consequence !== 'no-effect';
    case 'no-end-while-invalidated':
      return finding.endedBy === 'nothing';
    case 'no-end-alone':
      return !finding.silently;
  }
}

/**
 * Whether a finding is wrong in any loop, also where both versions of a driver have it: nothing ends
 * it, it never reads the sequence anew, or it uses what is out of date.
 */
export function isWrongByItself(finding: AttemptFinding): boolean {
  switch (finding.kind) {
    case 'stale-used':
      return true;
    case 'no-end-while-invalidated':
      return finding.endedBy === 'nothing';
    case 'no-end-alone':
      return finding.reason === 'old-sequence';
    case 'request-lost':
    case 'request-grew-none-to-read':
    case 'request-grew-none-to-write':
    case 'request-grew-read-to-write':
      return false;
  }
}

function blame(destroyedInput: boolean): string {
  return destroyedInput ? ', because of the requests left in the array' : '';
}

function details(finding: AttemptFinding): string[] {
  switch (finding.kind) {
    case 'request-lost':
      return [`${ASKED_NAMES[finding.from]}-to-${ASKED_NAMES[finding.to]}`];
    case 'stale-used':
      return [finding.why];
    case 'no-end-while-invalidated': {
      const parts: string[] = [finding.reason, ...END_PARTS[finding.endedBy]];
      if (finding.destroyedInput) parts.push('destroyed-input');
      return parts;
    }
    case 'no-end-alone': {
      // A call that never returns is ended by no bound of its loop, whatever the loop has.
      const end = finding.reason === 'livelock' ? [] : END_PARTS[finding.endedBy];
      const parts: string[] = [finding.reason, ...end];
      if (finding.silently) parts.push('silent-changes');
      if (finding.destroyedInput) parts.push('destroyed-input');
      return parts;
    }
    case 'request-grew-none-to-read':
    case 'request-grew-none-to-write':
    case 'request-grew-read-to-write':
      return [finding.consequence];
  }
}
