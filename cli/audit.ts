// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { auditCCommand } from './audit-c';
import { auditDriverCommand } from './audit-driver';
import { auditPatchCommand, auditSourceCommand } from './audit-text';

/** `hmm-pfn audit`: a port, from the customizable format to the fixed one, is looked at. */
export function auditCommand(): Command {
  return new Command('audit')
    .description(
      'Audit a port: a driver known by name, or a model of one (audit nouveau, audit ./mine.ts), its ' +
        'C code (audit c), or the port as text (audit patch, audit source).',
    )
    .addCommand(auditDriverCommand(), { isDefault: true })
    .addCommand(auditCCommand())
    .addCommand(auditPatchCommand())
    .addCommand(auditSourceCommand());
}
