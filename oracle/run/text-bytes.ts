// SPDX-License-Identifier: GPL-2.0-or-later

/** How many bytes are worth a system call. */
const ENOUGH = 2 ** 16;
/** Room beyond that, for what is written until somebody asks. */
const ROOM = 2 ** 12;
/** The longest that UTF-8 makes of one unit of a string. */
const BYTES_PER_UNIT = 3;
/** A longer text is measured before there is room made for it. */
const MEASURED_FROM = 2 ** 12;
/** Up to here a loop is faster than a call of the engine's. */
const SHORT = 64;
/** The units of a string from here on take more than a byte. */
const ASCII_END = 0x80;

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

  /** Any text; most are short, and of ASCII characters. */
  text(text: string): void {
    const most =
      text.length < MEASURED_FROM ? text.length * BYTES_PER_UNIT : Buffer.byteLength(text);
    this.makeRoom(most);
    if (text.length > SHORT || !this.copyAscii(text)) {
      this.length += this.bytes.write(text, this.length, 'utf8');
    }
  }

  /** Writes a text for which there is room; of one that has other characters, nothing. @returns whether it did. */
  private copyAscii(text: string): boolean {
    const { bytes } = this;
    let at = this.length;
    for (let index = 0; index < text.length; index++) {
      const unit = text.charCodeAt(index);
      if (unit >= ASCII_END) return false;
      bytes[at++] = unit;
    }
    this.length = at;
    return true;
  }

  /** A whole number in decimal digits. */
  integer(value: number): void {
    this.text(String(value));
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

/** The digits of each byte, the first and the second. */
const HIGH_DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => digit(byte >> 4));
const LOW_DIGITS = Uint8Array.from({ length: 256 }, (_, byte) => digit(byte & 0xf));

function digit(value: number): number {
  return value < 10 ? ZERO + value : SMALL_A + value - 10;
}

/** Writes the last hex digits of a half, two at a time; returns where they end. */
function writeDigits(bytes: Buffer, at: number, half: number, count: number): number {
  let end = at;
  let left = count;
  if ((left & 1) !== 0) bytes[end++] = LOW_DIGITS[(half >>> (4 * --left)) & 0xf] ?? ZERO;
  while (left > 0) {
    left -= 2;
    const byte = (half >>> (4 * left)) & 0xff;
    bytes[end++] = HIGH_DIGITS[byte] ?? ZERO;
    bytes[end++] = LOW_DIGITS[byte] ?? ZERO;
  }
  return end;
}

/** How many hex digits a half has without leading zeros; zero has one. */
function digitsOf(half: number): number {
  return half === 0 ? 1 : (35 - Math.clz32(half)) >> 2;
}
