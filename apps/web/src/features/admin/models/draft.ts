import { type AdminModel, type UpdateModelDto } from '@pocket-llm/api-client';

/** Those that most people set, and those for whoever knows the model. */
export const USUAL_NUMBERS = ['num_ctx', 'temperature', 'top_p', 'top_k', 'num_predict'] as const;
export const MORE_NUMBERS = [
  'min_p',
  'typical_p',
  'repeat_penalty',
  'repeat_last_n',
  'presence_penalty',
  'frequency_penalty',
] as const;
export const NUMBERS = [...USUAL_NUMBERS, ...MORE_NUMBERS] as const;
/** Whether a model thinks, or how much; empty leaves it to the model. */
export const THINKING = ['', 'false', 'true', 'minimal', 'low', 'medium', 'high', 'max'] as const;
export type Thinking = (typeof THINKING)[number];
export type Role = AdminModel['roles'][number];

/** A model's settings while they are being edited. */
export interface ModelDraft {
  display_name: string;
  role: Role;
  /** Ids of the models that answer instead while it is out. */
  fallbacks: string[];
  system: string;
  keep_alive: string;
  think: Thinking;
  stop: string;
  numbers: Record<(typeof NUMBERS)[number], string>;
}

const RANKED = ['user', 'developer', 'admin'] as const;

export const draftOf = ({ display_name, roles, fallbacks, system_prompt, options }: AdminModel): ModelDraft => ({
  display_name,
  role: RANKED.find((role) => roles.includes(role)) ?? 'user',
  fallbacks,
  system: system_prompt ?? '',
  keep_alive: options.keep_alive === undefined ? '' : String(options.keep_alive),
  think: THINKING.find((one) => one === String(options.think ?? '')) ?? '',
  stop: (options.stop ?? []).join('\n'),
  numbers: Object.fromEntries(NUMBERS.map((name) => [name, options[name]?.toString() ?? ''])) as ModelDraft['numbers'],
});

export const isNumber = (text: string): boolean => text.trim() === '' || Number.isFinite(Number(text.trim()));

/** The request body. Empty fields are left to the backend; a seed that was set over the API is kept. */
export function changeOf(
  { display_name, role, fallbacks, system, keep_alive, think, stop, numbers }: ModelDraft,
  { options }: Pick<AdminModel, 'options'>,
): UpdateModelDto {
  const stops = stop.split('\n').filter((line) => line !== '');
  const kept = keep_alive.trim();
  return {
    display_name: display_name.trim(),
    roles: [role],
    fallbacks,
    system_prompt: system.trim() || null,
    options: {
      ...(options.seed !== undefined && { seed: options.seed }),
      ...Object.fromEntries(
        NUMBERS.filter((name) => numbers[name].trim() !== '').map((name) => [name, Number(numbers[name])]),
      ),
      ...(kept && { keep_alive: /^-?\d+$/.test(kept) ? Number(kept) : kept }),
      ...(think && { think: think === 'true' || (think !== 'false' && think) }),
      ...(stops.length > 0 && { stop: stops }),
    },
  };
}
