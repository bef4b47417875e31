/*
 * Math.exp and Math.log may differ in the last digit from one engine or version to the next: the language leaves them
 * free. Plus, minus, times, divide and square root are exact by IEEE 754, so functions made of these alone give the same
 * bytes on every machine. Both are good to about 1e-15.
 */

const SQRT_HALF = Math.SQRT1_2;
const LN2 = Math.LN2;
/** LN2 in two pieces, the first short enough that a small multiple of it is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;

/** 1/13!, ..., 1/1!, 1/0!: for |x| up to half of LN2, what follows is below the last digit. */
const EXP_SERIES = Float64Array.from({ length: 14 }, (_, i) => 1 / factorial(13 - i));
/** 1/19, 1/17, ..., 1/3, 1, for the powers of the square. */
const ARTANH_SERIES = Float64Array.from({ length: 10 }, (_, i) => 1 / (19 - 2 * i));

const SMALLEST_EXPONENT = -1074;
const POWERS_OF_TWO = powersOfTwo();

/** e^x; 0 or infinity where the result leaves the range of a double. */
export function exp(x: number): number {
  const k = Math.round(x / LN2);
  const remainder = x - k * LN2_HIGH - k * LN2_LOW;
  return polynomial(EXP_SERIES, remainder) * twoTo(k);
}

/** The natural logarithm of a positive number. */
export function log(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa < SQRT_HALF) {
    mantissa *= 2;
    exponent -= 1;
  }
  while (mantissa > 2 * SQRT_HALF) {
    mantissa /= 2;
    exponent += 1;
  }
  return logNearOne(mantissa) + exponent * LN2;
}

/** ln m = 2 artanh((m - 1) / (m + 1)), where the argument of the series stays under 0.172. */
function logNearOne(m: number): number {
  const t = (m - 1) / (m + 1);
  return 2 * t * polynomial(ARTANH_SERIES, t * t);
}

/** Coefficients with the highest power first. */
function polynomial(coefficients: Float64Array, x: number): number {
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) sum = sum * x + (coefficients[i] ?? 0);
  return sum;
}

function twoTo(k: number): number {
  if (k > 1023) return Number.POSITIVE_INFINITY;
  return POWERS_OF_TWO[k - SMALLEST_EXPONENT] ?? 0;
}

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(1023 + 1074 + 1);
  let power = Number.MIN_VALUE;
  for (let i = 0; i < powers.length; i++, power *= 2) powers[i] = power;
  return powers;
}

function factorial(n: number): number {
  return n < 2 ? 1 : n * factorial(n - 1);
}
