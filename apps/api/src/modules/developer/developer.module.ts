import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuthModule } from '../auth/index.js';
import { InferenceModule } from '../inference/index.js';
import { LoggingModule } from '../logging/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { UsageModule } from '../usage/index.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeysService } from './keys/api-keys.service.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageService } from './usage/usage.service.js';
import { UploadSpool } from '../../common/http/upload-spool.js';
import { BatchFile, BatchFileChunk } from './batches/batch-file.entity.js';
import { BatchFileRepository } from './batches/batch-file.repository.js';
import { BatchItem } from './batches/batch-item.entity.js';
import { BatchItemRepository } from './batches/batch-item.repository.js';
import { Batch } from './batches/batch.entity.js';
import { BatchRepository } from './batches/batch.repository.js';
import { BatchRunner } from './batches/batch.runner.js';
import { BatchTasks } from './batches/batch.tasks.js';
import { BatchWorker } from './batches/batch.worker.js';
import { OpenAiBatchesController } from './batches/batches.controller.js';
import { BatchesService } from './batches/batches.service.js';
import { OpenAiFilesController } from './batches/files.controller.js';
import { FilesService } from './batches/files.service.js';
import { AnthropicController } from './gateway/anthropic/anthropic.controller.js';
import { GatewayReply } from './gateway/gateway.reply.js';
import { GatewayService } from './gateway/gateway.service.js';
import { GatewayModelsController } from './gateway/models/models.controller.js';
import { OllamaRootController } from './gateway/ollama/ollama-root.controller.js';
import { OllamaController } from './gateway/ollama/ollama.controller.js';
import { ResponsesController } from './gateway/responses/responses.controller.js';
import { ResponsesService } from './gateway/responses/responses.service.js';
import { StoredResponse } from './gateway/responses/stored-response.entity.js';
import { StoredResponseRepository } from './gateway/responses/stored-response.repository.js';
import { OpenAiAudioController } from './gateway/openai/audio.controller.js';
import { OpenAiController } from './gateway/openai/openai.controller.js';

@Module({
  imports: [
    AuthModule,
    InferenceModule,
    LoggingModule,
    ModelsModule,
    SettingsModule,
    UsageModule,
    TypeOrmModule.forFeature([StoredResponse, BatchFile, BatchFileChunk, Batch, BatchItem]),
  ],
  controllers: [
    ApiKeysController,
    OpenAiController,
    OpenAiAudioController,
    OpenAiFilesController,
    OpenAiBatchesController,
    GatewayModelsController,
    ResponsesController,
    AnthropicController,
    OllamaController,
    OllamaRootController,
    UsageController,
  ],
  providers: [
    ApiKeysService,
    GatewayReply,
    GatewayService,
    ResponsesService,
    StoredResponseRepository,
    UsageService,
    UploadSpool,
    BatchFileRepository,
    BatchItemRepository,
    BatchRepository,
    BatchRunner,
    BatchTasks,
    BatchWorker,
    BatchesService,
    FilesService,
  ],
  exports: [BatchRepository],
})
export class DeveloperModule {}
