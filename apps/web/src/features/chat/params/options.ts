import { type ChatOptionsDto } from '@pocket-llm/api-client';

/** The numeric options. */
export type NumberOption = Exclude<keyof ChatOptionsDto, 'stop'>;

interface Limits {
  min: number;
  max: number;
  whole: boolean;
}

// The server's limits; it validates again.
const LIMITS: Record<NumberOption, Limits> = {
  temperature: { min: 0, max: 2, whole: false },
  top_p: { min: 0, max: 1, whole: false },
  top_k: { min: 0, max: 1000, whole: true },
  seed: { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, whole: true },
  num_predict: { min: 1, max: 1_000_000, whole: true },
  num_ctx: { min: 256, max: 2_000_000, whole: true },
};

export const NUMBER_OPTIONS = Object.keys(LIMITS) as NumberOption[];
export const MAX_STOPS = 16;

export type Parsed = { value: number | undefined } | { wrong: 'number' | 'whole' | 'range'; min: number; max: number };

/** The limits of an option: the server's, and for the context length the model's. */
export function limitsOf(option: NumberOption, contextLength: number | null | undefined): Limits {
  const limits = LIMITS[option];
  return option === 'num_ctx' && contextLength
    ? { ...limits, max: Math.max(limits.min, Math.min(limits.max, contextLength)) }
    : limits;
}

/** Parses what was typed. Empty means the default; a decimal comma works like a point. */
export function parseOption(text: string, { min, max, whole }: Limits): Parsed {
  const typed = text.trim().replace(',', '.');
  if (typed === '') return { value: undefined };
  const value = Number(typed);
  if (!Number.isFinite(value)) return { wrong: 'number', min, max };
  if (whole && !Number.isInteger(value)) return { wrong: 'whole', min, max };
  return value < min || value > max ? { wrong: 'range', min, max } : { value };
}

/** Options without unset values; `null` when none is set. */
export function cleaned(options: ChatOptionsDto | null | undefined): ChatOptionsDto | null {
  const set = Object.entries(options ?? {}).filter(
    ([, value]) => value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0),
  );
  return set.length > 0 ? (Object.fromEntries(set) as ChatOptionsDto) : null;
}

/** A stop sequence on one line and back: line breaks are written as \n. */
export const showStop = (stop: string): string =>
  stop.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\t', '\\t');
export const readStop = (text: string): string =>
  text.replace(/\\(n|t|\\)/g, (_, sign: string) => ({ n: '\n', t: '\t' })[sign] ?? '\\');
