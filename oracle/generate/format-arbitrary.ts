// SPDX-License-Identifier: GPL-2.0-or-later
import * as fc from 'fast-check';
import { LegacyFormat } from '../../legacy/format';
import type { FormatSource } from './format-choice';
import { formatRank, NAMED_FORMATS } from './formats';
import { Random } from './random';

class FormatArbitrary extends fc.Arbitrary<LegacyFormat> {
  private readonly random = new Random(0, 0);

  constructor(private readonly source: FormatSource) {
    super();
  }

  override generate(mrng: fc.Random): fc.Value<LegacyFormat> {
    this.random.restart(mrng.nextInt() >>> 0, mrng.nextInt() >>> 0);
    return new fc.Value(this.source.draw(this.random), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is LegacyFormat {
    return value instanceof LegacyFormat && this.source.allows(value);
  }

  override shrink(value: LegacyFormat): fc.Stream<fc.Value<LegacyFormat>> {
    return fc.stream(this.simpler(value));
  }

  private *simpler(value: LegacyFormat): IterableIterator<fc.Value<LegacyFormat>> {
    for (const { format } of NAMED_FORMATS.slice(0, formatRank(value))) {
      if (this.source.allows(format)) yield new fc.Value(format, undefined);
    }
  }
}

/** Random formats of a source; they shrink to those with a name, nouveau's first. */
export function formatArbitrary(source: FormatSource): fc.Arbitrary<LegacyFormat> {
  return new FormatArbitrary(source);
}
