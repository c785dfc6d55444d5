import { type ModelPull } from '@pocket-llm/api-client';

/** The steps of every pull and of every download. */
export const STEPS = {
  pull: ['manifest', 'layers', 'verify'],
  download: ['connect', 'file', 'verify'],
} as const;

/** Index of the step that the backend's status text belongs to; -1 before the first. */
export function stepOf({ kind, phase }: Pick<ModelPull, 'kind' | 'phase'>): number {
  if (phase === '') return -1;
  if (/^(verifying|writing|removing|success)/.test(phase)) return 2;
  if (kind === 'download') return phase === 'downloading' ? 1 : 0;
  return /^pulling (?!manifest)/.test(phase) ? 1 : 0;
}
