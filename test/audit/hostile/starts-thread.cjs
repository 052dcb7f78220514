// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

const { Worker } = require('node:worker_threads');

new Worker('for (;;);', { eval: true });
module.exports = driverWith();
