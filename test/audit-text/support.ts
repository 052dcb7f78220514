// SPDX-License-Identifier: GPL-2.0-or-later
import { Readable } from 'node:stream';
import { auditPatch } from '../../audit/text/audit-patch';
import { auditSource } from '../../audit/text/audit-source';
import type { Finding } from '../../audit/text/finding';
import type { Example } from '../../audit/text/rules/rule';

export function bytes(text: string | Uint8Array): Readable {
  return Readable.from([Buffer.from(text)]);
}

export async function patchFindings(text: string): Promise<readonly Finding[]> {
  return (await auditPatch(bytes(text))).findings;
}

export async function sourceFindings(text: string): Promise<readonly Finding[]> {
  return (await auditSource([bytes(text)])).findings;
}

export function exampleFindings({ kind, text }: Example): Promise<readonly Finding[]> {
  return kind === 'patch' ? patchFindings(text) : sourceFindings(text);
}

/** What a test compares: `line rule severity`. */
export function brief(findings: readonly Finding[]): string[] {
  return findings.map(({ line, rule, severity }) => `${line} ${rule} ${severity}`);
}
