export { FileAccess } from './files/file-access.js';
export { FileRepository } from './files/file.repository.js';
export type { FileFault, FileReference, FileState, KnowledgeFile } from './files/file.entity.js';
export { KnowledgeModule } from './knowledge.module.js';
export type { Found, Passage } from './passages/retrieval.js';
export { RetrievalService } from './passages/retrieval.service.js';
export { PassageIndexer } from './passages/passage-indexer.js';
export { EmbeddingModel } from './passages/embedding-model.js';
export { EmbeddingRepository } from './passages/embedding.repository.js';
