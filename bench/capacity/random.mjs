/** Numbers in [0, 1) that are the same for the same seed (a 32-bit xorshift with a multiplication). */
export function randomOf(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (Math.imul(state, 0x9e3779b1) >>> 0) / 2 ** 32;
  };
}

/** Times between things that happen independently of each other. */
export const exponential = (random, mean) => -Math.log(1 - random()) * mean;

/**
 * Lengths as people and models make them: most are short, some very long.
 * @param spread standard deviation of the logarithm
 */
export function lognormal(random, median, spread) {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(spread * normal);
}
