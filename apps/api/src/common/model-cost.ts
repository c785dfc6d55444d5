/** What a model costs, for a million tokens each; an absent field is nothing. At most six decimals. */
export interface ModelCost {
  /** In the currency of the portal. */
  input_per_million?: number;
  output_per_million?: number;
  /** Estimated, of prompts and answers alike. */
  watt_hours_per_million?: number;
}

/** What something has cost, in whole millionths: of the currency, and of a watt-hour. */
export interface Cost {
  cost_micros: number;
  energy_micro_wh: number;
}

/** A price for a million tokens has as many millionths of the unit as one token has millionths of that. */
const MILLION = 1_000_000n;
const micros = (price = 0): bigint => BigInt(Math.round(price * Number(MILLION)));
const rounded = (millionths: bigint): number => Number((millionths + MILLION / 2n) / MILLION);

/** What these tokens cost, rounded to a millionth of each unit. */
export function costOf(
  { input_per_million, output_per_million, watt_hours_per_million }: ModelCost,
  tokens: { input_tokens: number; output_tokens: number },
): Cost {
  const [input, output] = [BigInt(Math.ceil(tokens.input_tokens)), BigInt(Math.ceil(tokens.output_tokens))];
  return {
    cost_micros: rounded(input * micros(input_per_million) + output * micros(output_per_million)),
    energy_micro_wh: rounded((input + output) * micros(watt_hours_per_million)),
  };
}
