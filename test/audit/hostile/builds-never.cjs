// SPDX-License-Identifier: GPL-2.0-or-later
'use strict';

const { driverWith } = require('./correct.cjs');

const driver = driverWith({});
const never = () => false;

/** A driver of which one version makes up windows, or neither. */
exports.building = (which) => ({
  ...driver,
  before: { ...driver.before, ...(which === 'before' ? {} : { builds: never }) },
  after: { ...driver.after, ...(which === 'after' ? {} : { builds: never }) },
});
