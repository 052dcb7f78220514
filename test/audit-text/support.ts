// SPDX-License-Identifier: GPL-2.0-or-later
import { Readable } from 'node:stream';
import { auditPatch } from '../../audit/text/audit-patch';
import { auditSource } from '../../audit/text/audit-source';
import type { TextFinding } from '../../audit/text/finding';
import type { RuleExample } from '../../audit/text/rules/rule';

export function bytes(text: string | Uint8Array): Readable {
  return Readable.from([Buffer.from(text)]);
}

export async function patchFindings(text: string): Promise<readonly TextFinding[]> {
  return (await auditPatch(bytes(text))).findings;
}

export async function sourceFindings(text: string): Promise<readonly TextFinding[]> {
  return (await auditSource([bytes(text)])).findings;
}

export function exampleFindings({ kind, text }: RuleExample): Promise<readonly TextFinding[]> {
  return kind === 'patch' ? patchFindings(text) : sourceFindings(text);
}

/** What a test compares: `line rule severity`. */
export function brief(findings: readonly TextFinding[]): string[] {
  return findings.map(({ line, rule, severity }) => `${line} ${rule} ${severity}`);
}
