export { BACKENDS } from './backends.js';
export { ModelCatalog, type Located } from './model-catalog.js';
export { ModelDto, PROVIDERS } from './model.dto.js';
export type { Model } from './model.entity.js';
export { ModelSpeed } from './model-speed.js';
export { ModelsModule } from './models.module.js';
export { ModelsService } from './models.service.js';
