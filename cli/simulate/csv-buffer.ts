const CAPACITY = 1 << 20;
/** More than the longest line needs. */
const ROOM_FOR_A_LINE = 512;
const [ZERO, DOT, NEWLINE] = [48, 46, 10];
/** A price in ten-thousandths above this no longer fits the integer arithmetic below. */
const MAX_INT = 2 ** 31 - 1;

/** Lines of a CSV file on their way out, written byte by byte: strings would cost more than the numbers they hold. */
export class CsvBuffer {
  readonly #bytes = new Uint8Array(CAPACITY);
  readonly #write: (chunk: Uint8Array) => void;
  #length = 0;

  /** `write` must be done with the chunk when it returns: the memory is used again. */
  constructor(write: (chunk: Uint8Array) => void) {
    this.#write = write;
  }

  /** The bytes of ASCII text from one position up to another. */
  slice(source: Uint8Array, start: number, end: number): void {
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = start; i < end; i++) bytes[at++] = source[i] ?? 0;
    this.#length = at;
  }

  byte(value: number): void {
    this.#bytes[this.#length++] = value;
  }

  ascii(text: string): void {
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < text.length; i++) bytes[at++] = text.charCodeAt(i);
    this.#length = at;
  }

  /** The shortest text that reads back as this price, given in ten-thousandths. */
  price(tenThousandths: number): void {
    if (tenThousandths > MAX_INT) {
      this.ascii(String(tenThousandths / 10_000));
      return;
    }
    const whole = (tenThousandths / 10_000) | 0;
    this.integer(whole);
    this.#fraction((tenThousandths - whole * 10_000) | 0);
  }

  /** Digits of an integer from 0 to 2^31 - 1. */
  integer(value: number): void {
    const bytes = this.#bytes;
    const end = this.#length + digitCount(value);
    let rest = value | 0;
    let at = end;
    do {
      const quotient = (rest / 10) | 0;
      bytes[--at] = ZERO + (rest - quotient * 10);
      rest = quotient;
    } while (rest > 0);
    this.#length = end;
  }

  endLine(): void {
    this.byte(NEWLINE);
    if (this.#length > CAPACITY - ROOM_FOR_A_LINE) this.flush();
  }

  flush(): void {
    this.#write(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
  }

  /** Four decimals without the zeros at their end. */
  #fraction(value: number): void {
    if (value === 0) return;
    this.byte(DOT);
    for (let rest = value, unit = 1000; rest > 0; unit = (unit / 10) | 0) {
      const digit = (rest / unit) | 0;
      this.byte(ZERO + digit);
      rest -= digit * unit;
    }
  }
}

function digitCount(value: number): number {
  let count = 1;
  for (let limit = 10; value >= limit && count < 10; limit *= 10) count++;
  return count;
}
