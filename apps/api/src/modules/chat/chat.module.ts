import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV, type Env } from '../../config/env.js';
import { Scheduler } from '../../llm/index.js';
import { ModelsModule } from '../models/index.js';
import { AnswerCache } from './cache/answer-cache.js';
import { ChatController } from './runs/chat.controller.js';
import { ThreadService } from './threads/thread.service.js';
import { ChatMessage } from './threads/message.entity.js';
import { MessageRepository } from './threads/message.repository.js';
import { RunLifecycle } from './runs/run.lifecycle.js';
import { RunRegistry } from './runs/run.registry.js';
import { RunReply } from './runs/run.reply.js';
import { RunService } from './runs/run.service.js';
import { RunWorker } from './runs/run.worker.js';
import { ThreadController } from './threads/thread.controller.js';
import { ChatThread } from './threads/thread.entity.js';
import { ThreadRepository } from './threads/thread.repository.js';

@Module({
  imports: [ModelsModule, TypeOrmModule.forFeature([ChatThread, ChatMessage])],
  // Threads before chat: `/api/chat/threads` must not be read as something else below `/api/chat`.
  controllers: [ThreadController, ChatController],
  providers: [
    AnswerCache,
    ThreadService,
    MessageRepository,
    RunLifecycle,
    RunRegistry,
    RunReply,
    RunService,
    RunWorker,
    ThreadRepository,
    { provide: Scheduler, inject: [ENV], useFactory: (env: Env) => new Scheduler(env.LLM_MAX_PARALLEL, env.LLM_MAX_QUEUE) },
  ],
  exports: [ThreadService, RunLifecycle, RunRegistry],
})
export class ChatModule {}
