// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

const driver = driverWith();
const { flags, values } = driver.before.format.format.fields;
const format = { fields: { flags, values, pfnShift: 64 } };
driver.before.format = { kind: 'customizable', revision: 'v5.7', format };
module.exports = driver;
