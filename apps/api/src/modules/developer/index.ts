export { BatchRepository } from './batches/batch.repository.js';
export { DeveloperModule } from './developer.module.js';
