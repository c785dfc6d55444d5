import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { RedisLink } from '../../common/redis/redis-link.js';
import { UploadSpool } from '../../common/http/upload-spool.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { TelemetryModule } from '../telemetry/index.js';
import { UsageModule } from '../usage/index.js';
import { ActiveCompletions } from './active-completions.js';
import { AudioService } from './audio.service.js';
import { BackendClient } from './backend.client.js';
import { AnswerCache } from './cache/answer-cache.js';
import { CacheDay } from './cache/cache-day.entity.js';
import { CacheDayRepository } from './cache/cache-day.repository.js';
import { CacheStats } from './cache/cache-stats.js';
import { PinnedAnswer } from './cache/pinned-answer.entity.js';
import { PinnedAnswerRepository } from './cache/pinned-answer.repository.js';
import { Flights, OwnFlights } from './coalescing/flights.js';
import { RedisFlights } from './coalescing/redis-flights.js';
import { CompletionService } from './completion.service.js';
import { EmbeddingService } from './embedding.service.js';
import { HostRuns } from './host-runs.js';
import { MemoryWatch } from './memory-watch.js';
import { BackendQueue } from './queue/backend-queue.js';
import { Queue } from './queue/queue.js';
import { SharedQueue } from './queue/shared/shared-queue.js';
import { QueueService } from './queue/queue.service.js';
import { TokenCounter } from './token-counter.js';

const cache = [AnswerCache, CacheDayRepository, CacheStats, PinnedAnswerRepository];

/** Answers and embeddings: cache, coalescing of identical requests, fair queue, backend. */
@Module({
  imports: [
    ModelsModule,
    SettingsModule,
    TelemetryModule,
    UsageModule,
    TypeOrmModule.forFeature([PinnedAnswer, CacheDay]),
  ],
  providers: [
    ...cache,
    ActiveCompletions,
    AudioService,
    BackendClient,
    CompletionService,
    EmbeddingService,
    HostRuns,
    MemoryWatch,
    {
      provide: Queue,
      inject: [RedisLink],
      useFactory: (link: RedisLink | undefined) => (link ? new SharedQueue(link) : new BackendQueue()),
    },
    {
      provide: Flights,
      inject: [RedisLink],
      useFactory: (link: RedisLink | undefined) => (link ? new RedisFlights(link) : new OwnFlights()),
    },
    QueueService,
    TokenCounter,
    UploadSpool,
  ],
  exports: [...cache, ActiveCompletions, AudioService, CompletionService, EmbeddingService, HostRuns, TokenCounter],
})
export class InferenceModule {}
