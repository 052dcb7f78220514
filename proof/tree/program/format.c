/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The format of trees that have a customizable one: a driver's, or every well-formed one at once. */

#if PROVE_FORMAT_GIVEN
const struct prove_format prove_format = {
	.valid = PROVE_FORMAT_VALID,
	.write = PROVE_FORMAT_WRITE,
	.none = PROVE_FORMAT_NONE,
	.error = PROVE_FORMAT_ERROR,
	.special = PROVE_FORMAT_SPECIAL,
	.shift = PROVE_FORMAT_SHIFT,
};
#elif PROVE_FORMAT_ANY
struct prove_format prove_format;

static _Bool is_single_bit(host_u64 word)
{
	return word && !(word & (word - 1));
}

/* Well-formed: what docs/model.md says of formats. */
static _Bool is_well_formed(struct prove_format format)
{
	return format.shift <= 64 - PFN_BITS && is_single_bit(format.valid) &&
	       is_single_bit(format.write) && format.valid != format.write &&
	       format.valid >> format.shift == 0 && format.write >> format.shift == 0 &&
	       !((format.none | format.error | format.special) & format.valid) &&
	       format.none != format.error && format.none != format.special;
}
#endif

static void any_format(void)
{
#if PROVE_FORMAT_ANY
	prove_format.valid = nondet_u64();
	prove_format.write = nondet_u64();
	prove_format.none = nondet_u64();
	prove_format.error = nondet_u64();
	prove_format.special = nondet_u64();
	prove_format.shift = nondet_u8();
	__CPROVER_assume(is_well_formed(prove_format));
#endif
#if PROVE_FORMAT_ANY || PROVE_FORMAT_GIVEN
	SHOW("format", 0);
	SHOW("valid", prove_format.valid);
	SHOW("writable", prove_format.write);
	SHOW("none", prove_format.none);
	SHOW("error", prove_format.error);
	SHOW("special", prove_format.special);
	SHOW("shift", prove_format.shift);
#endif
}
