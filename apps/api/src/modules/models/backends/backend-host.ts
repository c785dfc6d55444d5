import { DomainError } from '../../../common/errors/domain-error.js';
import type { LlmBackend } from '../../../llm/index.js';
import type { Backend, BackendUse } from './backend.entity.js';
import type { Breaker } from './breaker.js';

/** Injection token of the backends that the environment names: `LlmBackend[]`. All others ask the `BackendPool`. */
export const ENVIRONMENT_BACKENDS = Symbol('ENVIRONMENT_BACKENDS');

/** A backend, and how it is used. */
export interface BackendHost {
  readonly backend: LlmBackend;
  readonly breaker: Breaker;
  /** What the admin called it; otherwise where it is. */
  readonly name: string;
  readonly weight: number;
  readonly tier: number;
  /** Answers at a time; null: the portal's setting. */
  readonly maxParallel: number | null;
  readonly state: BackendUse;
  readonly fromEnvironment: boolean;
  /** The row of one that was added; `undefined` for one of the environment with nothing changed. */
  readonly row: Backend | undefined;
  /** It has a key that was encrypted under another JWT_SECRET, so it is asked without one. */
  readonly keyLost: boolean;
}

/** A row of the table of which no backend can be made. */
export interface BrokenBackend {
  row: Backend;
  /** A sentence for the admin. */
  reason: string;
}

/** Why a backend that an admin took out of service is not asked; `undefined` for one in service. */
export function outOfService({ backend, state }: BackendHost): DomainError | undefined {
  if (state === 'on') return undefined;
  const why = state === 'off' ? 'is switched off' : 'takes no new questions, because it is being emptied';
  return new DomainError('llm.unavailable', `${backend.label} ${why}.`, { retryAfter: 30 });
}
