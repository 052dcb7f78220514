// SPDX-License-Identifier: GPL-2.0-or-later
import { ASKED_NAMES, type AskLevel } from '../asked';
import { CONSEQUENCE_TEXTS, type Consequence } from './consequence';

/** Why each attempt of a loop that never ends is followed by another. */
export type NoEndReason =
  /** Others invalidate during the call: `-EBUSY`. */
  | 'during-call'
  /** Others invalidate between the call's success and the check under the lock. */
  | 'before-check'
  /** A fault of the call's own invalidates the range, and others undo what it did. */
  | 'own-fault'
  /** The call succeeds and returns 0 pages. */
  | 'no-pages'
  /** The call itself walks again and again. */
  | 'livelock';

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
  /** Only the time limit ends the loop, as long as someone keeps invalidating the range. */
  | {
      readonly kind: 'no-end-while-invalidated';
      readonly reason: NoEndReason;
      /** With the requests written anew before each attempt, the same schedule lets it end. */
      readonly destroyedInput: boolean;
    }
  /** Only the time limit ends the loop, or nothing does, and nobody invalidates anything. */
  | {
      readonly kind: 'no-end-alone';
      readonly reason: NoEndReason;
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
    case 'no-end-while-invalidated':
      return `${NO_END_TEXTS[finding.reason]}${blame(finding.destroyedInput)}`;
    case 'no-end-alone': {
      const silently = finding.silently ? ', as others change entries without invalidating' : '';
      return `${NO_END_TEXTS[finding.reason]}${silently}${blame(finding.destroyedInput)}`;
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
  'no-pages': 'every call succeeds and returns 0 pages',
  livelock: 'one call walks again and again, and no time limit applies inside it',
};

function blame(destroyedInput: boolean): string {
  return destroyedInput ? ', because of the requests left in the array' : '';
}

function details(finding: AttemptFinding): string[] {
  switch (finding.kind) {
    case 'request-lost':
      return [`${ASKED_NAMES[finding.from]}-to-${ASKED_NAMES[finding.to]}`];
    case 'no-end-while-invalidated':
      return finding.destroyedInput ? [finding.reason, 'destroyed-input'] : [finding.reason];
    case 'no-end-alone': {
      const parts: string[] = [finding.reason];
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
