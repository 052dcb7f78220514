// SPDX-License-Identifier: GPL-2.0-or-later

/** How many bytes are worth a system call. */
const ENOUGH = 2 ** 16;
/** Room beyond that, for what is written until somebody asks. */
const ROOM = 2 ** 12;
/** The longest that UTF-8 makes of one unit of a string. */
const BYTES_PER_UNIT = 3;
/** A longer text is measured before there is room made for it. */
const MEASURED_FROM = 2 ** 12;

/** Text on its way out, written as UTF-8 at once: no strings that are joined and then encoded. */
export class TextBytes {
  private bytes = Buffer.allocUnsafe(ENOUGH + ROOM);
  private length = 0;

  /** Whether as much is there as is worth taking. */
  get isEnough(): boolean {
    return this.length >= ENOUGH;
  }

  /** What was written since it was last asked for. */
  take(): Uint8Array {
    const { bytes, length } = this;
    this.bytes = Buffer.allocUnsafe(ENOUGH + ROOM);
    this.length = 0;
    return bytes.subarray(0, length);
  }

  /** As {@link take}, as a string. */
  takeText(): string {
    const text = this.bytes.toString('utf8', 0, this.length);
    this.length = 0;
    return text;
  }

  /** Any text. */
  text(text: string): void {
    const most =
      text.length < MEASURED_FROM ? text.length * BYTES_PER_UNIT : Buffer.byteLength(text);
    this.makeRoom(most);
    this.length += this.bytes.write(text, this.length, 'utf8');
  }

  /** A short text of ASCII characters, which is what surrounds everything else. */
  ascii(text: string): void {
    this.makeRoom(text.length);
    const { bytes } = this;
    let at = this.length;
    for (let index = 0; index < text.length; index++) bytes[at++] = text.charCodeAt(index);
    this.length = at;
  }

  /** A whole number in decimal digits. */
  integer(value: number): void {
    this.ascii(String(value));
  }

  /** A 64-bit word, as its halves, in quotes and in hex without leading zeros, as documents write it. */
  quotedHex(low: number, high: number): void {
    this.makeRoom(QUOTED_HEX);
    const { bytes } = this;
    let at = this.length;
    bytes[at++] = QUOTE;
    bytes[at++] = ZERO;
    bytes[at++] = SMALL_X;
    if (high !== 0) at = writeDigits(bytes, at, high, digitsOf(high));
    at = writeDigits(bytes, at, low, high === 0 ? digitsOf(low) : DIGITS);
    bytes[at++] = QUOTE;
    this.length = at;
  }

  private makeRoom(bytes: number): void {
    if (this.length + bytes <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.length + bytes));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }
}

const [QUOTE, ZERO, SMALL_A, SMALL_X] = [0x22, 0x30, 0x61, 0x78];
/** The hex digits of 32 bits. */
const DIGITS = 8;
const QUOTED_HEX = 2 * DIGITS + '"0x"'.length;

/** Writes the last hex digits of a half; returns where they end. */
function writeDigits(bytes: Buffer, at: number, half: number, count: number): number {
  let end = at;
  for (let shift = 4 * (count - 1); shift >= 0; shift -= 4) {
    const digit = (half >>> shift) & 0xf;
    bytes[end++] = digit < 10 ? ZERO + digit : SMALL_A + digit - 10;
  }
  return end;
}

/** How many hex digits a half has without leading zeros; zero has one. */
function digitsOf(half: number): number {
  return half === 0 ? 1 : (35 - Math.clz32(half)) >> 2;
}
