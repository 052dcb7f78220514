// SPDX-License-Identifier: GPL-2.0-or-later
import { ACCESSES, type Access } from '../../drivers/driver';
import { encodeAsk, LegacyFormat } from '../../legacy/format';
import { NOUVEAU } from '../../legacy/known-formats';
import { Ask } from '../../mm/range';
import { fromHalves, WORD64_MASK } from '../../mm/word64';
import { encodeRequest } from '../../modern/format';
import { isModern } from '../../oracle/run/side-names';
import { InputError } from '../../oracle/scenario/input-error';
import { allDone } from './all-done';
import { toWords } from './answer';
import { BatchWriter } from './batch';
import { Status } from './case-result';
import type { RunnerProcess } from './runner-process';
import type { AuditedSides } from './sides';
import { untilZero } from './until-zero';
import type { Version } from './version';

/** What a version sets before it faults. */
interface RangePolicy {
  readonly defaults: Ask;
  readonly mask: Ask;
  /** 1 for the driver's own device, 0 for none. */
  readonly owner: number;
}

/** What the adapter says of a version; null where it says nothing and the scenarios decide. */
export interface VersionPolicy {
  readonly range: RangePolicy | null;
  /** How each access is asked for. */
  readonly requests: Readonly<Record<Access, Ask>> | null;
}

/** What the adapter says of both versions, and the customizable format of the old one. */
export interface Policies extends Readonly<Record<Version, VersionPolicy>> {
  readonly format: LegacyFormat;
  /** Whether system calls of the code are filtered. */
  readonly filtered: boolean;
}

/** The order of `enum hmm_audit_access`. */
const ACCESS_ORDER: readonly Access[] = ['none', 'read', 'write', 'prefetch', 'atomic'];

/** The code of a version ends, or does not get ready, before any of its functions is called. */
export interface StartFailure {
  readonly version: Version;
  /** How: "ends the process". */
  readonly text: string;
}

/** Nothing can be run, for a reason that is a finding. */
export class NotStarted extends Error {
  constructor(readonly failures: readonly StartFailure[]) {
    super(failures.map(({ version, text }) => `${version}: ${text}`).join('; '));
    this.name = 'NotStarted';
  }
}

/**
 * Asks both versions for what the adapter says.
 * @throws InputError if the adapter's own functions crash or do not end, or the system kills what runs them.
 * @throws NotStarted if it does not come to a call of them.
 */
export async function askPolicies(
  runners: Readonly<Record<Version, RunnerProcess>>,
  timeout: number,
  sides: AuditedSides,
): Promise<Policies> {
  const [before, after] = await allDone([
    describe('before', runners.before, timeout),
    describe('after', runners.after, timeout),
  ]);
  const failures = [before, after].flatMap((one) => ('text' in one ? [one] : []));
  if ('text' in before || 'text' in after) throw new NotStarted(failures);
  const custom = !isModern(sides.before);
  const format = custom && before.hasRange ? formatOf(before) : NOUVEAU;
  const bits = custom ? legacyBits(format) : MODERN_BITS;
  return {
    format,
    filtered: before.filtered && after.filtered,
    before: policyOf(before, (word) => askOfWord(word, bits)),
    after: policyOf(after, (word) => askOfWord(word, MODERN_BITS)),
  };
}

/**
 * Asks a version of the fixed format that is judged by itself.
 * @throws InputError, NotStarted: see {@link askPolicies}.
 */
export async function askPolicy(
  version: Version,
  runner: RunnerProcess,
  timeout: number,
): Promise<{ readonly policy: VersionPolicy; readonly filtered: boolean }> {
  const about = await describe(version, runner, timeout);
  if ('text' in about) throw new NotStarted([about]);
  return {
    policy: policyOf(about, (word) => askOfWord(word, MODERN_BITS)),
    filtered: about.filtered,
  };
}

/** `struct audit_policy` of `audit/c/child/abi.h`. */
interface Description {
  readonly filtered: boolean;
  readonly hasRange: boolean;
  readonly hasRequest: boolean;
  readonly flags: readonly bigint[];
  readonly values: readonly bigint[];
  readonly pfnShift: number;
  readonly defaults: bigint;
  readonly mask: bigint;
  readonly owner: boolean;
  readonly requests: readonly bigint[];
}

/** `struct description` of `audit/c/child/supervise.c`, and `struct audit_policy`. */
const DESCRIPTION_WORDS = 4;
const POLICY_WORDS = 32;

async function describe(
  version: Version,
  runner: RunnerProcess,
  timeout: number,
): Promise<Description | StartFailure> {
  const answer = await runner.ask(new BatchWriter().finish({ timeout, ends: 0 }));
  const [status, loading, filtered, ...rest] = toWords(answer);
  if (status !== Status.ok) {
    const from = 4 * (DESCRIPTION_WORDS + POLICY_WORDS);
    const text = untilZero(answer.toString('utf8', from));
    if (status === Status.killed) {
      throw new InputError({ file: `the code ${version}` }, `${text} each time that it is started`);
    }
    if (loading === 1) return { version, text };
    const functions = 'hmm_audit_range(), hmm_audit_request() or what they call';
    throw new InputError({ file: 'adapter' }, `${functions} (${version}) ${text}`);
  }
  const halves = rest.slice(1);
  const words = Array.from({ length: POLICY_WORDS / 2 }, (_, index) =>
    fromHalves(halves[2 * index] ?? 0, halves[2 * index + 1] ?? 0),
  );
  const [hasRange, hasRequest] = words;
  const [pfnShift = 0n, defaults = 0n, mask = 0n, owner] = words.slice(7);
  return {
    filtered: filtered === 1,
    hasRange: hasRange === 1n,
    hasRequest: hasRequest === 1n,
    flags: words.slice(2, 4),
    values: words.slice(4, 7),
    pfnShift: Number(pfnShift),
    defaults,
    mask,
    owner: owner === 1n,
    requests: words.slice(11, 16),
  };
}

/** The values stand in the order of `enum hmm_pfn_value_e`. */
function formatOf({ flags, values, pfnShift }: Description): LegacyFormat {
  const [valid = 0n, write = 0n] = flags;
  const [error = 0n, none = 0n, special = 0n] = values;
  return new LegacyFormat({ flags: { valid, write }, values: { error, none, special }, pfnShift });
}

function policyOf(about: Description, ask: (word: bigint) => Ask): VersionPolicy {
  const { hasRange, hasRequest, defaults, mask, owner, requests } = about;
  const asked = (access: Access): Ask => ask(requests[ACCESS_ORDER.indexOf(access)] ?? 0n);
  const [read, write, prefetch, atomic, none] = ACCESSES.map(asked);
  return {
    range: hasRange
      ? {
          defaults: ask(defaults),
          mask: mask === WORD64_MASK ? Ask.all : ask(mask),
          owner: owner ? 1 : 0,
        }
      : null,
    requests: hasRequest
      ? {
          read: read ?? Ask.nothing,
          write: write ?? Ask.nothing,
          prefetch: prefetch ?? Ask.nothing,
          atomic: atomic ?? Ask.nothing,
          none: none ?? Ask.nothing,
        }
      : null,
  };
}

/** The bits of a word that ask for something. */
export interface RequestBits {
  readonly valid: bigint;
  readonly write: bigint;
}

/** With the fixed format. */
export const MODERN_BITS: RequestBits = {
  valid: encodeRequest(Ask.read, 64),
  write: encodeRequest(Ask.writeOnly, 64),
};

/** With a customizable format. */
export function legacyBits(format: LegacyFormat): RequestBits {
  const word = (ask: Ask): bigint => {
    const { low, high } = encodeAsk(format, ask);
    return fromHalves(low, high);
  };
  return { valid: word(Ask.read), write: word(Ask.writeOnly) };
}

/** What a word asks: `hmm_range_fault()` looks at two of its bits. */
export function askOfWord(word: bigint, { valid, write }: RequestBits): Ask {
  if ((word & valid) !== 0n) return (word & write) !== 0n ? Ask.write : Ask.read;
  return (word & write) !== 0n ? Ask.writeOnly : Ask.nothing;
}
