/** Lanczos' approximation with its usual six terms. */
const LANCZOS = [
  76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 1.208650973866179e-3,
  -5.395239384953e-6,
];

/** Logarithm of the gamma function, x > 0 (Lanczos 1964; within 2e-10). */
function logGamma(x: number): number {
  const shifted = x + 5.5;
  const sum = LANCZOS.reduce((all, term, i) => all + term / (x + 1 + i), 1.000000000190015);
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((Math.sqrt(2 * Math.PI) * sum) / x);
}

/** Regularised incomplete beta function for x < (a + 1) / (a + b + 2), by its continued fraction (DLMF 8.17.22, Lentz). */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let [c, d] = [1, 1 - ((a + b) * x) / (a + 1)];
  d = 1 / (Math.abs(d) < tiny ? tiny : d);
  let fraction = d;
  for (let m = 1; m <= 300; m++) {
    for (const term of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 + term * d;
      c = 1 + term / c;
      d = 1 / (Math.abs(d) < tiny ? tiny : d);
      c = Math.abs(c) < tiny ? tiny : c;
      fraction *= c * d;
    }
    if (Math.abs(c * d - 1) < 1e-12) break;
  }
  const front = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x);
  return (Math.exp(front) * fraction) / a;
}

/** How likely a Student t variable of `freedom` degrees (> 0) lies farther from 0 than `t`, on either side. */
export function beyondT(t: number, freedom: number): number {
  if (t === 0) return 1;
  const x = freedom / (freedom + t * t);
  const [a, b] = [freedom / 2, 0.5];
  return x < (a + 1) / (a + b + 2) ? betaFraction(x, a, b) : 1 - betaFraction(1 - x, b, a);
}
