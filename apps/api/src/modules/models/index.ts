export { BACKENDS } from './backends.js';
export { ModelCatalog, type Located } from './model-catalog.js';
export { ModelDto, PROVIDERS } from './model.dto.js';
export type { Model } from './model.entity.js';
export { ModelMeasures } from './model-measures.js';
export { ModelsModule } from './models.module.js';
export { contextWindow, ModelsService } from './models.service.js';
