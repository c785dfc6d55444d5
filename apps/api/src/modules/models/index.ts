export type { DescribedModel } from './availability.js';
export type { BackendState } from './backend-probes.js';
export { ENVIRONMENT_BACKENDS, outOfService, type BackendHost, type BrokenBackend } from './backends/backend-host.js';
export { Affinity, conversationKey } from './backends/affinity.js';
export { placesOf } from './backends/host-choice.js';
export { BackendPool } from './backends/backend-pool.js';
export { ADDED_PROVIDERS, BACKEND_STATES, type BackendUse } from './backends/backend.entity.js';
export { BackendsService } from './backends/backends.service.js';
export { ModelCatalog, sameName, viewOf, type Located } from './model-catalog.js';
export {
  cannotThink,
  defaultsOf,
  lacksAbility,
  optionsWithoutEffect,
  withoutUnknownOptions,
  type ModelOptions,
} from './model-options.js';
export { ModelDto, PROVIDERS } from './model.dto.js';
export type { Model } from './model.entity.js';
export { withoutAddress } from './without-address.js';
export { ModelMeasures, USUAL_CHARS_PER_TOKEN } from './model-measures.js';
export { ModelsModule } from './models.module.js';
export { contextWindow, ModelsService } from './models.service.js';
export { PULL_KINDS, PULL_STATES, type PullKind, type PullState } from './pulls/model-pull.entity.js';
export { PullsService, type ListedPull } from './pulls/pulls.service.js';
export { judge, permitted, permittedUnlisted, RIGHT_RULES, type RightRule } from './model-rights.js';
