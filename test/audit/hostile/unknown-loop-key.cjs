// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

const { loop } = driverWith().after;
module.exports = driverWith({ loop: { ...loop, checkSequence: true } });
