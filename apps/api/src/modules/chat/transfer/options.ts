import { plainToInstance } from 'class-transformer';
import { validateSync } from 'class-validator';
import { ChatOptionsDto } from '../../inference/index.js';
import { isObject, type Json } from './imported.js';

/** Names of other products for our options. */
const OTHER_NAMES: Record<string, keyof ChatOptionsDto> = {
  topP: 'top_p',
  topK: 'top_k',
  max_tokens: 'num_predict',
  maxTokens: 'num_predict',
  maxOutputTokens: 'num_predict',
};

/** Our own options. A later request sends them to a backend, so they must satisfy the rules of a request. */
export function optionsOf(value: unknown): ChatOptionsDto | null {
  if (!isObject(value)) return null;
  const options = plainToInstance(ChatOptionsDto, value);
  return validateSync(options, { whitelist: true }).length === 0 ? options : null;
}

/** The options of another product that we have too, each for itself. */
export function knownOptions(values: Json): ChatOptionsDto | null {
  const found: Json = {};
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === undefined) continue;
    const ours = OTHER_NAMES[name] ?? (name as keyof ChatOptionsDto);
    const option = optionsOf({ [ours]: value })?.[ours];
    if (option !== undefined) found[ours] = option;
  }
  return Object.keys(found).length > 0 ? (found as ChatOptionsDto) : null;
}
