// How a number is written into an input: short, and read back as the same number.

/** 0.000005 is `5e-6`; everything that is short as it is stays so. */
export function typed(value: number): string {
  const plain = String(value);
  if (Math.abs(value) >= 1e-3 || value === 0) return plain;
  const short = value.toExponential();
  return Number(short) === value ? short : plain;
}
