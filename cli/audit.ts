// SPDX-License-Identifier: GPL-2.0-or-later
import { Command } from 'commander';
import { addCommands, type LazyCommand, type Words } from './lazy-command';

const COMMANDS: readonly LazyCommand[] = [
  {
    name: 'driver',
    summary: 'compare a built-in driver, or a model of one, before and after its port',
    isDefault: true,
    load: () => {
      const { auditDriverCommand }: typeof import('./audit-driver') = require('./audit-driver');
      return auditDriverCommand();
    },
  },
  {
    name: 'c',
    summary: 'compile and run a driver’s own C code from before and after its port',
    load: () => {
      const { auditCCommand }: typeof import('./audit-c') = require('./audit-c');
      return auditCCommand();
    },
  },
  {
    name: 'kernel',
    summary: 'run mm/hmm.c from before and after a change, and compare what they do',
    load: () => {
      const { auditKernelCommand }: typeof import('./audit-kernel') = require('./audit-kernel');
      return auditKernelCommand();
    },
  },
  {
    name: 'patch',
    summary: 'check a port as text: a diff, a mail, an mbox, a review',
    load: () => {
      const { auditPatchCommand }: typeof import('./audit-text') = require('./audit-text');
      return auditPatchCommand();
    },
  },
  {
    name: 'source',
    summary: 'check C files of a driver, or documentation, as text',
    load: () => {
      const { auditSourceCommand }: typeof import('./audit-text') = require('./audit-text');
      return auditSourceCommand();
    },
  },
];

/** `hmm-pfn audit`: checks a port from the customizable format to the fixed one. */
export function auditCommand(words: Words): Command {
  const command = new Command('audit').description(
    'Audit a port: a built-in driver or your own model of one (audit nouveau, audit ./mine.ts), its ' +
      'C code (audit c), or the port as text (audit patch, audit source); and a change to mm/hmm.c (audit kernel).',
  );
  return addCommands(command, COMMANDS, words);
}
