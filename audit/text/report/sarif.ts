// SPDX-License-Identifier: GPL-2.0-or-later
import type { Finding, TextReport } from '../finding';
import { RULES } from '../rules';
import type { Rule, Severity } from '../rules/rule';

const LEVELS: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = {
  bug: 'error',
  suspicious: 'warning',
  note: 'note',
};

/** A SARIF 2.1.0 log, as code hosting sites and editors read it. */
export interface SarifLog {
  readonly $schema: string;
  readonly version: '2.1.0';
  readonly runs: readonly {
    readonly tool: { readonly driver: SarifDriver };
    readonly columnKind: 'utf16CodeUnits';
    readonly results: readonly SarifResult[];
  }[];
}

interface SarifDriver {
  readonly name: string;
  readonly rules: readonly {
    readonly id: string;
    readonly shortDescription: { readonly text: string };
    readonly fullDescription: { readonly text: string };
    readonly help: { readonly text: string };
    readonly defaultConfiguration: { readonly level: 'error' | 'warning' | 'note' };
  }[];
}

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: 'error' | 'warning' | 'note';
  readonly message: { readonly text: string };
  readonly locations: readonly SarifLocation[];
  readonly relatedLocations?: readonly SarifLocation[];
}

interface SarifLocation {
  readonly id?: number;
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string };
    readonly region?: { readonly startLine: number; readonly snippet?: { readonly text: string } };
  };
  readonly message?: { readonly text: string };
}

/** The findings as SARIF: at their place in the input, related to that in the kernel tree. */
export function sarifLog({ findings }: TextReport): SarifLog {
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'hmm-pfn', rules: RULES.map(ruleEntry) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(result),
      },
    ],
  };
}

function ruleEntry({ id, title, why, suffers, severity }: Rule): SarifDriver['rules'][number] {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: suffers },
    defaultConfiguration: { level: LEVELS[severity] },
  };
}

function result(finding: Finding): SarifResult {
  const { rule, severity, title, reason, file, line, text } = finding;
  return {
    ruleId: rule,
    ruleIndex: RULES.findIndex(({ id }) => id === rule),
    level: LEVELS[severity],
    message: { text: `${title}: ${reason}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          region: { startLine: line, snippet: { text } },
        },
      },
    ],
    ...related(finding),
  };
}

function related({ tree }: Finding): Pick<SarifResult, 'relatedLocations'> {
  if (tree.file === null) return {};
  const region = tree.line === null ? {} : { region: { startLine: tree.line } };
  const physicalLocation = { artifactLocation: { uri: uriOf(tree.file) }, ...region };
  return {
    relatedLocations: [{ id: 1, physicalLocation, message: { text: 'in the kernel tree' } }],
  };
}

function uriOf(file: string): string {
  const name = file === '<stdin>' ? 'stdin' : file.replace(/\\/g, '/');
  const path = name.split('/').map(encodeURIComponent).join('/');
  return path.startsWith('/') ? `file://${path}` : path;
}
