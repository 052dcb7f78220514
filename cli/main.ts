#!/usr/bin/env node
// SPDX-License-Identifier: GPL-2.0-or-later
// Before all others: it handles errors that occur while they are loaded.
import './last-resort';

import { program } from './program';
import { runProgram } from './run-program';

runProgram(program(process.argv.slice(2)), 'hmm-pfn');
