/** Every number of so few digits is told apart from every other by a DOUBLE, unless it is tiny. */
export const SAFE_DIGITS = 15;
/** Below this a DOUBLE has fewer digits than elsewhere. */
const LEAST_NORMAL = 2.2250738585072014e-308;
/** Nothing writes more of them. */
const MOST_WRITTEN = 101;

/**
 * Whether a DOUBLE says what it was read from: written with as many digits, it has the same ones. Zeros at both ends are
 * not counted. `plain` has digits, point, sign and exponent alone, and its DOUBLE is finite and 0 only where `plain` is.
 */
export function keepsDigits(plain: string, value: number): boolean {
  if (value === 0 || (plain.length <= SAFE_DIGITS && Math.abs(value) >= LEAST_NORMAL)) return true;
  const digits = significant(mantissa(plain));
  return digits === significant(mantissa(String(value))) || digits === significant(written(value, digits.length));
}

const mantissa = (plain: string): string => plain.replace(/e.*$/i, "");

/** In so many digits; what lies in the middle goes to the even digit as in C, though JavaScript takes the larger. */
function written(value: number, count: number): string {
  const most = mantissa(value.toExponential(MOST_WRITTEN - 1)).replace(/[^0-9]/g, "");
  const isMiddle = /^50*$/.test(most.slice(count)) && /[02468]$/.test(most.slice(0, count));
  return isMiddle ? most.slice(0, count) : mantissa(value.toExponential(Math.min(count, MOST_WRITTEN) - 1));
}

const significant = (digits: string): string => digits.replace(/[^0-9]/g, "").replace(/^0+|0+$/g, "");

/** Digits are kept for certain, where a DOUBLE is not tiny: so few of them, or just what programs write of one. Costs 110 to 250 ns a long cell. */
export const isWrittenSo = (plain: string, double: string): string =>
  `(strlen(${plain}) <= ${SAFE_DIGITS} OR CAST(${double} AS VARCHAR) = ${plain} OR format('{:.17g}', ${double}) = ${plain})`;

/** keepsDigits in DuckDB. */
export function keepsDigitsSql(plain: string, double: string): string {
  const digits = significantSql(`regexp_extract(${plain}, '^[^eE]*')`);
  const exact = `format('{:.' || (least(strlen(${digits}), ${MOST_WRITTEN}) - 1) || 'e}', ${double})`;
  return `CASE WHEN ${double} = 0 OR (abs(${double}) >= ${LEAST_NORMAL} AND ${isWrittenSo(plain, double)}) THEN true
    ELSE ${significantSql(`split_part(${exact}, 'e', 1)`)} = ${digits} END`;
}

const significantSql = (digits: string): string => `trim(regexp_replace(${digits}, '[^0-9]', '', 'g'), '0')`;
