import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { InferenceModule } from '../inference/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { FileAccess } from './files/file-access.js';
import { FilePage, FilePart, KnowledgeFile } from './files/file.entity.js';
import { FileRepository } from './files/file.repository.js';
import { FilePassage } from './passages/passage.entity.js';

/** Files of people, their text, and the search in it. */
@Module({
  imports: [
    InferenceModule,
    ModelsModule,
    SettingsModule,
    TypeOrmModule.forFeature([KnowledgeFile, FilePart, FilePage, FilePassage]),
  ],
  providers: [FileAccess, FileRepository],
  exports: [FileAccess, FileRepository],
})
export class KnowledgeModule {}
