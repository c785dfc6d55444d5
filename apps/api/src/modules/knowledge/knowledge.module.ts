import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InferenceModule } from '../inference/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { FileAccess } from './files/file-access.js';
import { FilePage, FilePart, KnowledgeFile } from './files/file.entity.js';
import { FileRepository } from './files/file.repository.js';
import { DocumentTextRepository } from './passages/document-text.repository.js';
import { FilePassage } from './passages/passage.entity.js';
import { RetrievalService } from './passages/retrieval.service.js';

/** Files of people, their text, and the search in it. */
@Module({
  imports: [
    InferenceModule,
    ModelsModule,
    SettingsModule,
    TypeOrmModule.forFeature([KnowledgeFile, FilePart, FilePage, FilePassage]),
  ],
  providers: [DocumentTextRepository, FileAccess, FileRepository, RetrievalService],
  exports: [DocumentTextRepository, FileAccess, FileRepository, RetrievalService],
})
export class KnowledgeModule {}
