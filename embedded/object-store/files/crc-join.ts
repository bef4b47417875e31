/** How a reflected CRC is made: its width in bits and its reversed polynomial. */
export type CrcShape = { bits: number; polynomial: bigint };

/** The CRC of two pieces set end to end, from the CRC of each and the second one's length in bytes. */
export function joinCrc(shape: CrcShape, first: bigint, second: bigint, secondBytes: number): bigint {
  let joined = first;
  let matrix = oneZeroByte(shape);
  for (let left = secondBytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) joined = times(matrix, joined);
    matrix = squared(matrix);
  }
  return joined ^ second;
}

/** A matrix over GF(2), one column per bit, that moves a CRC across zero bytes. */
type Matrix = bigint[];

const squares = new WeakMap<Matrix, Matrix>();
const starts = new Map<bigint, Matrix>();

function oneZeroByte({ bits, polynomial }: CrcShape): Matrix {
  const known = starts.get(polynomial);
  if (known) return known;
  const oneZeroBit = Array.from({ length: bits }, (_, bit) => (bit === 0 ? polynomial : 1n << BigInt(bit - 1)));
  const matrix = squared(squared(squared(oneZeroBit)));
  starts.set(polynomial, matrix);
  return matrix;
}

function squared(matrix: Matrix): Matrix {
  const known = squares.get(matrix);
  if (known) return known;
  const square = matrix.map((column) => times(matrix, column));
  squares.set(matrix, square);
  return square;
}

function times(matrix: Matrix, vector: bigint): bigint {
  let sum = 0n;
  for (let bit = 0, left = vector; left > 0n; bit += 1, left >>= 1n) {
    if (left & 1n) sum ^= matrix[bit] ?? 0n;
  }
  return sum;
}
