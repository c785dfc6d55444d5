import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InferenceModule } from '../inference/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { FileAccess } from './files/file-access.js';
import { FilePage, FilePart, KnowledgeFile } from './files/file.entity.js';
import { FileRepository } from './files/file.repository.js';
import { EmbeddingModel } from './passages/embedding-model.js';
import { EmbeddingRepository } from './passages/embedding.repository.js';
import { PassageEmbedder } from './passages/passage-embedder.js';
import { FilePassage } from './passages/passage.entity.js';
import { PassageIndexer } from './passages/passage-indexer.js';
import { PassageRepository } from './passages/passage.repository.js';
import { RetrievalService } from './passages/retrieval.service.js';
import { VectorSearch } from './passages/vector-search.js';
import { WordSearchRepository } from './passages/word-search.repository.js';

const search = [EmbeddingModel, EmbeddingRepository, PassageIndexer, RetrievalService];

/** Files of people, their text, and the search in it. */
@Module({
  imports: [
    InferenceModule,
    ModelsModule,
    SettingsModule,
    TypeOrmModule.forFeature([KnowledgeFile, FilePart, FilePage, FilePassage]),
  ],
  providers: [
    FileAccess,
    FileRepository,
    ...search,
    PassageEmbedder,
    PassageRepository,
    VectorSearch,
    WordSearchRepository,
  ],
  exports: [FileAccess, FileRepository, ...search],
})
export class KnowledgeModule {}
