import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ENV, type Env } from '../../config/env.js';
import { Scheduler } from '../../llm/index.js';
import { ModelsModule } from '../models/index.js';
import { AnswerCache } from './answer-cache.js';
import { ChatController } from './chat.controller.js';
import { ChatService } from './chat.service.js';
import { ChatMessage } from './message.entity.js';
import { MessageRepository } from './message.repository.js';
import { RunLifecycle } from './run.lifecycle.js';
import { RunRegistry } from './run.registry.js';
import { RunReply } from './run.reply.js';
import { RunService } from './run.service.js';
import { RunWorker } from './run.worker.js';
import { ThreadController } from './thread.controller.js';
import { ChatThread } from './thread.entity.js';
import { ThreadRepository } from './thread.repository.js';

@Module({
  imports: [ModelsModule, TypeOrmModule.forFeature([ChatThread, ChatMessage])],
  // Threads before chat: `/api/chat/threads` must not be read as something else below `/api/chat`.
  controllers: [ThreadController, ChatController],
  providers: [
    AnswerCache,
    ChatService,
    MessageRepository,
    RunLifecycle,
    RunRegistry,
    RunReply,
    RunService,
    RunWorker,
    ThreadRepository,
    { provide: Scheduler, inject: [ENV], useFactory: (env: Env) => new Scheduler(env.LLM_MAX_PARALLEL, env.LLM_MAX_QUEUE) },
  ],
  exports: [ChatService, RunLifecycle, RunRegistry],
})
export class ChatModule {}
