import { formatNumber } from './format';

/** An amount in its currency; of less than a hundredth, its first two digits. @param micros millionths of the unit */
export function formatMoney(micros: number, currency: string): string {
  const amount = micros / 1e6;
  const isTiny = amount !== 0 && Math.abs(amount) < 0.01;
  return formatNumber(amount, { style: 'currency', currency, ...(isTiny && { maximumSignificantDigits: 2 }) });
}

/** Kilowatt-hours, without their unit. @param microWattHours millionths of a watt-hour */
export const formatKilowattHours = (microWattHours: number): string =>
  formatNumber(microWattHours / 1e9, { maximumSignificantDigits: 3 });
