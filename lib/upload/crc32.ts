/** CRC-32 as zip and S3 use it, bits reflected: the highest bit of a number is the coefficient of x⁰. */
const POLYNOMIAL = 0xedb88320;
const ONE = 0x80000000;
/** x⁸: what a CRC is multiplied by for each byte that follows it. */
const ONE_BYTE = 0x00800000;

/** The CRC-32 of two pieces set end to end, from the CRC of each and the second one's length in bytes. */
export const joinCrc32 = (first: number, second: number, secondBytes: number): number =>
  (product(first, shiftedBy(secondBytes)) ^ second) >>> 0;

/** Four bytes, the highest first, in base64: as S3 writes it. */
export function toBase64(crc: number): string {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, crc);
  return btoa(String.fromCharCode(...bytes));
}

export function fromBase64(text: string): number {
  const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  return new DataView(bytes.buffer).getUint32(0);
}

export const toHex = (crc: number): string => crc.toString(16).padStart(8, "0");

/** x⁸ⁿ modulo the polynomial, by squaring. */
function shiftedBy(bytes: number): number {
  let shift = ONE;
  let square = ONE_BYTE;
  for (let left = bytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = product(shift, square);
    square = product(square, square);
  }
  return shift;
}

/** Two polynomials multiplied modulo the CRC's. */
function product(left: number, right: number): number {
  let sum = 0;
  let shifted = right;
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if (left & bit) sum ^= shifted;
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1;
  }
  return sum;
}
