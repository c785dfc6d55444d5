export { FileAccess } from './files/file-access.js';
export { MessageFileDto } from './files/file.dto.js';
export { FileRepository } from './files/file.repository.js';
export type { FileFault, FileReference, FileState, KnowledgeFile } from './files/file.entity.js';
export { KnowledgeModule } from './knowledge.module.js';
export { DocumentTextRepository } from './passages/document-text.repository.js';
export { RetrievalService } from './passages/retrieval.service.js';
export type { Found, Passage } from './passages/retrieval.js';
