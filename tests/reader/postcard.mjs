// The values of postcard, as far as docs/FORMAT.md §8 uses them, and a cursor that never reads past its bytes.

/** Any reason why a check could not be completed (§1, §14). It never means "not found". */
export class CouldNotCheck extends Error {
  name = 'CouldNotCheck';
}

export const refuse = (sentence) => {
  throw new CouldNotCheck(sentence);
};

// §1: a leading U+FEFF is a character like any other, so the decoder must keep it.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const VARINT_BYTES = { 16: 3, 32: 5, 64: 10 };

export class Cursor {
  /** @param {Uint8Array} bytes @param {string} what for messages */
  constructor(bytes, what) {
    this.bytes = bytes;
    this.at = 0;
    this.what = what;
  }

  refuse(reason) {
    refuse(`${this.what}: ${reason} at byte ${this.at}.`);
  }

  get left() {
    return this.bytes.length - this.at;
  }

  take(length) {
    if (length > this.left) this.refuse(`${length} bytes are announced where ${this.left} are left`);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  u8() {
    return this.take(1)[0];
  }

  /** A varint as a BigInt, in its shortest form. */
  varint(bits) {
    let value = 0n;
    for (let i = 0; i < VARINT_BYTES[bits]; i++) {
      const byte = this.u8();
      value |= BigInt(byte & 0x7f) << BigInt(7 * i);
      if (byte < 0x80) {
        if (i > 0 && byte === 0) this.refuse('a number is not in its shortest form');
        if (value >> BigInt(bits) !== 0n) this.refuse(`a number does not fit ${bits} bits`);
        return value;
      }
    }
    return this.refuse(`a number of ${bits} bits is too long`);
  }

  u16() {
    return Number(this.varint(16));
  }

  u32() {
    return Number(this.varint(32));
  }

  u64() {
    return this.varint(64);
  }

  /** A length or a number of elements; every element has at least one byte, so more than are left is a lie. */
  count() {
    const count = this.varint(64);
    if (count >= 1n << 28n) this.refuse(`${count} elements are announced`);
    if (count > BigInt(this.left)) this.refuse(`${count} elements are announced where ${this.left} bytes are left`);
    return Number(count);
  }

  string() {
    const bytes = this.take(this.count());
    try {
      return utf8.decode(bytes);
    } catch {
      return this.refuse('a text is not UTF-8');
    }
  }

  seq(element) {
    const count = this.count();
    const out = [];
    for (let i = 0; i < count; i++) out.push(element(this));
    return out;
  }

  option(some) {
    const there = this.u8();
    if (there > 1) this.refuse(`the option byte is ${there}`);
    return there === 1 ? some(this) : null;
  }

  /** `variants`: for each number what reads its fields. */
  enum(variants) {
    const number = this.u32();
    if (number >= variants.length) this.refuse(`variant ${number} is unknown`);
    return variants[number](this);
  }

  /** How a hash stands in a postcard value, here and nowhere else: the 32 bytes, no length. */
  hash() {
    return Buffer.from(this.take(32));
  }

  end() {
    if (this.left !== 0) this.refuse(`${this.left} bytes are left over`);
  }
}
