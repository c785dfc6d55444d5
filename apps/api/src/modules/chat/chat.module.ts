import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV, type Env } from '../../config/env.js';
import { Scheduler } from '../../llm/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { TelemetryModule } from '../telemetry/index.js';
import { UsageModule } from '../usage/index.js';
import { AnswerCache } from './cache/answer-cache.js';
import { CacheDay } from './cache/cache-day.entity.js';
import { CacheDayRepository } from './cache/cache-day.repository.js';
import { CacheDesk } from './cache/cache-desk.js';
import { CacheStats } from './cache/cache-stats.js';
import { Flights } from './cache/flights.js';
import { PinnedAnswer } from './cache/pinned-answer.entity.js';
import { PinnedAnswerRepository } from './cache/pinned-answer.repository.js';
import { PresetController } from './presets/preset.controller.js';
import { ChatPreset } from './presets/preset.entity.js';
import { PresetRepository } from './presets/preset.repository.js';
import { AnswerSource } from './runs/answer-source.js';
import { BackendQueue } from './runs/backend-queue.js';
import { BackendCalls } from './runs/backend-calls.js';
import { ChatController } from './runs/chat.controller.js';
import { EmbeddingSource } from './runs/embedding-source.js';
import { MemoryWatch } from './runs/memory-watch.js';
import { RunLifecycle } from './runs/run.lifecycle.js';
import { RunRegistry } from './runs/run.registry.js';
import { RunReply } from './runs/run.reply.js';
import { RunService } from './runs/run.service.js';
import { RunWorker } from './runs/run.worker.js';
import { MessageController } from './threads/message.controller.js';
import { ChatMessage } from './threads/message.entity.js';
import { MessageRepository } from './threads/message.repository.js';
import { MessageService } from './threads/message.service.js';
import { ThreadController } from './threads/thread.controller.js';
import { ChatThread } from './threads/thread.entity.js';
import { ThreadPolicy } from './threads/thread.policy.js';
import { ThreadRepository } from './threads/thread.repository.js';
import { ThreadSearchRepository } from './threads/thread-search.repository.js';
import { ThreadService } from './threads/thread.service.js';
import { ExportService } from './transfer/export.service.js';
import { ImportService } from './transfer/import.service.js';
import { TransferController } from './transfer/transfer.controller.js';

const threads = [
  MessageRepository,
  MessageService,
  ThreadPolicy,
  ThreadRepository,
  ThreadSearchRepository,
  ThreadService,
];
const runs = [
  AnswerSource,
  BackendCalls,
  BackendQueue,
  EmbeddingSource,
  MemoryWatch,
  RunLifecycle,
  RunRegistry,
  RunReply,
  RunService,
  RunWorker,
];
const cache = [AnswerCache, CacheDayRepository, CacheDesk, CacheStats, Flights, PinnedAnswerRepository];

@Module({
  imports: [
    ModelsModule,
    SettingsModule,
    TelemetryModule,
    UsageModule,
    TypeOrmModule.forFeature([ChatThread, ChatMessage, ChatPreset, PinnedAnswer, CacheDay]),
  ],
  controllers: [ThreadController, MessageController, TransferController, PresetController, ChatController],
  providers: [
    ...threads,
    ...runs,
    ...cache,
    PresetRepository,
    ExportService,
    ImportService,
    {
      provide: Scheduler,
      inject: [ENV],
      useFactory: (env: Env) => new Scheduler(env.LLM_MAX_PARALLEL, env.LLM_MAX_QUEUE),
    },
  ],
  exports: [AnswerSource, CacheDesk, EmbeddingSource, RunLifecycle, RunRegistry, ThreadService],
})
export class ChatModule {}
