// SPDX-License-Identifier: GPL-2.0-or-later
import { type AskLevel, askedBy } from '../../drivers/asked';
import type { DriverPair, DriverVersion } from '../../drivers/conversion';
import { ACCESSES, type Access, type DriverModel } from '../../drivers/driver';
import type { Loop } from '../../drivers/loop';
import { LOOP_FIELDS, loopFieldText } from '../../drivers/loop-text';
import { windowsOf } from '../../drivers/windows';
import { Ask } from '../../mm/range';
import { effectiveAsk } from '../../oracle/scenario/requests';

/** Something that a driver sets before any page is looked at, and that the versions set otherwise. */
export interface SettingDifference {
  /** `request/prefetch`, `policy/mask`, `owner`, `window`, `loop/check`. */
  readonly id: string;
  readonly aspect: 'request' | 'policy' | 'owner' | 'window' | 'loop';
  /** What the device wants of the page, for a request. */
  readonly access?: Access;
  /** What is asked of it then. */
  readonly before?: AskLevel;
  readonly after?: AskLevel;
  readonly trait?: keyof Loop;
  /** A policy that asks the same for every content of the array. */
  readonly sameEffect: boolean;
  /** Whether the new version speaks the fixed format. */
  readonly toFixed: boolean;
  /** Both values, for a person. */
  readonly values: readonly [string, string];
}

/** A setting that differs, and is understood. */
export interface KnownSetting {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly effect: string;
  is(setting: SettingDifference): boolean;
}

const ASK_NAMES: Readonly<Record<Ask, string>> = {
  [Ask.nothing]: 'nothing',
  [Ask.read]: 'read',
  [Ask.write]: 'read and write',
  [Ask.writeOnly]: 'write without fault',
  [Ask.all]: 'all ones',
};
const ASKED = ['nothing', 'read', 'write'] as const;
/** Everything that the versions set otherwise: requests by access kind, policy, owner, loop. */
export function compareSettings({ before, after }: DriverPair): readonly SettingDifference[] {
  const common = { sameEffect: false, toFixed: after.format.kind === 'fixed' } as const;
  const found: SettingDifference[] = [];
  const add = (
    aspect: SettingDifference['aspect'],
    id: string,
    values: readonly [unknown, unknown],
    more: Partial<SettingDifference> = {},
  ): void => {
    const [one, other] = values;
    if (one === other) return;
    found.push({ ...common, aspect, id, ...more, values: [String(one), String(other)] });
  };
  for (const access of ACCESSES) {
    const [one, other] = [askedFor(before, access), askedFor(after, access)];
    const values = [ASKED[one], ASKED[other]] as const;
    add('request', `request/${access}`, values, { access, before: one, after: other });
  }
  const sameEffect = letThroughAlike(before, after);
  const policies = [policyOf(before), policyOf(after)] as const;
  for (const field of ['defaults', 'mask'] as const) {
    const values = [ASK_NAMES[policies[0][field]], ASK_NAMES[policies[1][field]]] as const;
    add('policy', `policy/${field}`, values, { sameEffect });
  }
  add('owner', 'owner', [before.owner, after.owner]);
  add('window', 'window', [before.windowLimit, after.windowLimit]);
  for (const trait of LOOP_FIELDS) {
    const values = [loopFieldText(before.loop, trait), loopFieldText(after.loop, trait)] as const;
    add('loop', `loop/${trait}`, values, { trait });
  }
  return found;
}

/** What a driver asks of one page for an access, when it makes up a window for it. */
function askedFor(driver: DriverModel, access: Access): AskLevel {
  const [window] = windowsOf(driver, [access], 1);
  const { defaults, mask, asks } = driver.encode(window?.accesses ?? [access]);
  return asked(asks[0] ?? Ask.nothing, mask, defaults);
}

/** Whether, whatever stands in the array, both versions ask the same of its page. */
function letThroughAlike(before: DriverVersion, after: DriverVersion): boolean {
  return ACCESSES.every((access) => {
    const [one, other] = [before.encode([access]), after.encode([access])];
    return Object.values(Ask).every(
      (content) =>
        asked(content, one.mask, one.defaults) === asked(content, other.mask, other.defaults),
    );
  });
}

function policyOf(
  version: DriverVersion,
): Pick<ReturnType<DriverModel['encode']>, 'defaults' | 'mask'> {
  return version.encode(['read']);
}

function asked(ask: Ask, mask: Ask, defaults: Ask): AskLevel {
  const { faults, writes } = effectiveAsk(ask, mask, defaults);
  return askedBy(faults, writes);
}
