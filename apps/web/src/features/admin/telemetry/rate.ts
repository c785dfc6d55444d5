const UNITS = [
  ['second', 1],
  ['minute', 60],
  ['hour', 3_600],
] as const;

/**
 * A rate in the unit that gives a readable number: 0.0044 per second is 0.26 per minute, and less than a tenth per
 * minute is shown per hour.
 */
export function rateOf(perSecond: number): { value: number; per: (typeof UNITS)[number][0] } {
  const [per, seconds] = UNITS.find(([, size]) => perSecond * size >= 0.1) ?? UNITS[perSecond === 0 ? 0 : 2]!;
  return { value: perSecond * seconds, per };
}
