import { type AddBackendDto, type BackendDto, type ChangeBackendDto } from '@pocket-llm/api-client';

/** What the form holds: numbers as typed. */
export interface BackendDraft {
  provider: AddBackendDto['provider'];
  url: string;
  name: string;
  key: string;
  removeKey: boolean;
  tier: string;
  weight: string;
  parallel: string;
}

/** Least and most of each number. */
export const LIMITS = { tier: [0, 9], weight: [1, 100], parallel: [1, 1_000] } as const;
export type NumberField = keyof typeof LIMITS;
export const NUMBERS: readonly NumberField[] = ['tier', 'weight', 'parallel'];

/** @param backend `undefined` for a new one */
export const draftOf = (backend: BackendDto | undefined): BackendDraft => ({
  provider: backend?.provider === 'openai' ? 'openai' : 'ollama',
  url: backend?.url ?? '',
  name: backend && backend.name !== backend.label ? backend.name : '',
  key: '',
  removeKey: false,
  tier: String(backend?.tier ?? 0),
  weight: String(backend?.weight ?? 1),
  parallel: backend?.max_parallel ? String(backend.max_parallel) : '',
});

/** Only the number of answers may be left to the settings. */
export function isNumber(field: NumberField, text: string): boolean {
  if (text.trim() === '') return field === 'parallel';
  const [least, most] = LIMITS[field];
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

const numbersOf = ({ tier, weight, parallel }: BackendDraft) => ({
  tier: Number(tier),
  weight: Number(weight),
  max_parallel: parallel.trim() === '' ? null : Number(parallel),
});

export const additionOf = (draft: BackendDraft): AddBackendDto => ({
  ...numbersOf(draft),
  provider: draft.provider,
  url: draft.url.trim(),
  name: draft.name.trim() || undefined,
  api_key: draft.key.trim() || undefined,
});

/** The fields that differ; one of the environment has only those about its use. */
export function changeOf(draft: BackendDraft, backend: BackendDto): ChangeBackendDto {
  if (backend.from_environment) return numbersOf(draft);
  const before = draftOf(backend);
  return {
    ...numbersOf(draft),
    ...(draft.url.trim() !== before.url && { url: draft.url.trim() }),
    ...(draft.name.trim() !== before.name && { name: draft.name.trim() }),
    ...(draft.removeKey ? { api_key: null } : draft.key.trim() !== '' && { api_key: draft.key.trim() }),
  };
}
