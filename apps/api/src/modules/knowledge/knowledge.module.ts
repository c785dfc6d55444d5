import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UploadSpool } from '../../common/http/upload-spool.js';
import { AuthModule } from '../auth/index.js';
import { InferenceModule } from '../inference/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { FileAccess } from './files/file-access.js';
import { FilePage, FilePart, KnowledgeFile } from './files/file.entity.js';
import { FileBytesRepository } from './files/file-bytes.repository.js';
import { FileController } from './files/file.controller.js';
import { FileEvents } from './files/file-events.js';
import { FileRepository } from './files/file.repository.js';
import { FilesService } from './files/files.service.js';
import { UploadService } from './files/upload.service.js';
import { ParseWorkRepository } from './parsing/parse-work.repository.js';
import { ParseWorker } from './parsing/parse.worker.js';
import { DocumentTextRepository } from './passages/document-text.repository.js';
import { EmbeddingModel } from './passages/embedding-model.js';
import { EmbeddingRepository } from './passages/embedding.repository.js';
import { PassageEmbedder } from './passages/passage-embedder.js';
import { PassageIndexer } from './passages/passage-indexer.js';
import { FilePassage } from './passages/passage.entity.js';
import { PassageRepository } from './passages/passage.repository.js';
import { RetrievalService } from './passages/retrieval.service.js';
import { VectorSearch } from './passages/vector-search.js';
import { WordSearchRepository } from './passages/word-search.repository.js';

const search = [EmbeddingModel, EmbeddingRepository, PassageIndexer, RetrievalService];

/** Files of people, their text, and the search in it. */
@Module({
  imports: [
    AuthModule,
    InferenceModule,
    ModelsModule,
    SettingsModule,
    TypeOrmModule.forFeature([KnowledgeFile, FilePart, FilePage, FilePassage]),
  ],
  controllers: [FileController],
  providers: [
    DocumentTextRepository,
    FileAccess,
    FileBytesRepository,
    FileEvents,
    FileRepository,
    FilesService,
    ParseWorkRepository,
    ParseWorker,
    ...search,
    PassageEmbedder,
    PassageRepository,
    UploadService,
    UploadSpool,
    VectorSearch,
    WordSearchRepository,
  ],
  exports: [DocumentTextRepository, FileAccess, FileBytesRepository, FileRepository, ...search],
})
export class KnowledgeModule {}
