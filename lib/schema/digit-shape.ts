const [ZERO, NINE] = [48, 57];

export const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;

/**
 * A byte as what it stands for where texts are alike that differ in digits alone: any digit, but for a zero that stands
 * first. Formats whose `digitsAlike` is set leave out such texts for the same reason.
 */
export function digitShape(byte: number, isBehindDigit: boolean): number {
  if (!isDigit(byte)) return byte;
  return byte === ZERO && !isBehindDigit ? ZERO : NINE;
}
