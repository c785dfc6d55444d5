import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { UploadSpool } from '../../common/http/upload-spool.js';
import { RedisLink } from '../../common/redis/redis-link.js';
import { AuthModule } from '../auth/index.js';
import { InferenceModule } from '../inference/index.js';
import { LoggingModule } from '../logging/index.js';
import { KnowledgeModule } from '../knowledge/index.js';
import { ModelsModule } from '../models/index.js';
import { SettingsModule } from '../settings/index.js';
import { AudioController } from './audio.controller.js';
import { ChatController } from './chat.controller.js';
import { DocumentContext } from './documents/document-context.service.js';
import { InstructionsController } from './instructions/instructions.controller.js';
import { ChatInstructions } from './instructions/instructions.entity.js';
import { InstructionsRepository } from './instructions/instructions.repository.js';
import { PresetController } from './presets/preset.controller.js';
import { ChatPreset } from './presets/preset.entity.js';
import { PresetRepository } from './presets/preset.repository.js';
import { ComparisonService } from './runs/comparison.service.js';
import { QueuedController } from './queued.controller.js';
import { QueuedMessage } from './queued/queued-message.entity.js';
import { QueuedExportRepository } from './queued/queued-export.repository.js';
import { QueuedMessageRepository } from './queued/queued-message.repository.js';
import { PushController } from './push/push.controller.js';
import { PushRepository } from './push/push.repository.js';
import { PushService } from './push/push.service.js';
import { PushSubscription } from './push/push-subscription.entity.js';
import { EarlierAnswers } from './runs/earlier-answers.js';
import { NextMessages } from './runs/next-messages.service.js';
import { RunLifecycle } from './runs/run.lifecycle.js';
import { RedisRunLog } from './runs/redis-run.log.js';
import { OwnRunsOnly, RunLog } from './runs/run.log.js';
import { RunRegistry } from './runs/run.registry.js';
import { RunReply } from './runs/run.reply.js';
import { RunService } from './runs/run.service.js';
import { RunStarter } from './runs/run.starter.js';
import { RunWorker } from './runs/run.worker.js';
import { RunningMarks } from './runs/running-marks.js';
import { ShareableAnswers } from './runs/shareable-answers.js';
import { ThreadRemoval } from './runs/thread-removal.js';
import { ScheduleController } from './schedules/schedule.controller.js';
import { ChatSchedule } from './schedules/schedule.entity.js';
import { ScheduleRepository } from './schedules/schedule.repository.js';
import { ScheduleRunner } from './schedules/schedule.runner.js';
import { ScheduleService } from './schedules/schedule.service.js';
import { ScheduleWorker } from './schedules/schedule.worker.js';
import { ShareController } from './shares/share.controller.js';
import { ChatShare } from './shares/share.entity.js';
import { ShareRepository } from './shares/share.repository.js';
import { ShareService } from './shares/share.service.js';
import { ShareViews } from './shares/share-views.js';
import { SharedController } from './shares/shared.controller.js';
import { SharedService } from './shares/shared.service.js';
import { ThreadController } from './thread.controller.js';
import { ComparisonRepository } from './threads/comparison.repository.js';
import { MessageController } from './threads/message.controller.js';
import { ChatMessage } from './threads/message.entity.js';
import { MessageRepository } from './threads/message.repository.js';
import { MessageService } from './threads/message.service.js';
import { ChatThread } from './threads/thread.entity.js';
import { ThreadPolicy } from './threads/thread.policy.js';
import { ThreadRepository } from './threads/thread.repository.js';
import { ThreadSearchRepository } from './threads/thread-search.repository.js';
import { ThreadSnippetRepository } from './threads/thread-snippet.repository.js';
import { ThreadService } from './threads/thread.service.js';
import { WordFrequencyRepository } from './threads/word-frequency.repository.js';
import { TurnRepository } from './threads/turn.repository.js';
import { TitleService } from './titles/title.service.js';
import { ExportService } from './transfer/export.service.js';
import { ImportService } from './transfer/import.service.js';
import { ScheduleTransfer } from './transfer/schedule-transfer.js';
import { TransferController } from './transfer/transfer.controller.js';

const threads = [
  ComparisonRepository,
  QueuedExportRepository,
  QueuedMessageRepository,
  MessageRepository,
  MessageService,
  ThreadPolicy,
  ThreadRepository,
  ThreadSearchRepository,
  ThreadSnippetRepository,
  WordFrequencyRepository,
  ThreadService,
  TurnRepository,
];
const runs = [
  DocumentContext,
  ComparisonService,
  EarlierAnswers,
  NextMessages,
  RunLifecycle,
  RunRegistry,
  RunReply,
  RunService,
  RunStarter,
  RunWorker,
  {
    provide: RunLog,
    inject: [RedisLink],
    useFactory: (link: RedisLink | undefined) => (link ? new RedisRunLog(link) : new OwnRunsOnly()),
  },
  RunningMarks,
  ShareableAnswers,
  ThreadRemoval,
  TitleService,
];

@Module({
  imports: [
    AuthModule,
    InferenceModule,
    LoggingModule,
    KnowledgeModule,
    ModelsModule,
    SettingsModule,
    TypeOrmModule.forFeature([
      ChatThread,
      ChatMessage,
      ChatPreset,
      ChatInstructions,
      QueuedMessage,
      PushSubscription,
      ChatSchedule,
      ChatShare,
    ]),
  ],
  controllers: [
    ThreadController,
    MessageController,
    TransferController,
    PresetController,
    InstructionsController,
    QueuedController,
    PushController,
    ScheduleController,
    ShareController,
    SharedController,
    AudioController,
    ChatController,
  ],
  providers: [
    ...threads,
    ...runs,
    PresetRepository,
    InstructionsRepository,
    PushRepository,
    PushService,
    ScheduleRepository,
    ScheduleRunner,
    ScheduleService,
    ScheduleWorker,
    ShareRepository,
    ShareService,
    ShareViews,
    SharedService,
    ExportService,
    ImportService,
    ScheduleTransfer,
    UploadSpool,
  ],
  exports: [PushService, RunLifecycle, RunRegistry, ShareableAnswers, ShareService, ThreadService],
})
export class ChatModule {}
