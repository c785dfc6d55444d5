import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ChatModule } from '../chat/index.js';
import { ModelsModule } from '../models/index.js';
import { UsageModule } from '../usage/index.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageService } from './usage/usage.service.js';
import { GatewayReply } from './v1/gateway.reply.js';
import { GatewayService } from './v1/gateway.service.js';
import { OpenAiController } from './v1/openai.controller.js';

@Module({ imports: [AuthModule, ChatModule, ModelsModule, UsageModule],
  controllers: [ApiKeysController, OpenAiController, UsageController],
  providers: [ApiKeysService, GatewayReply, GatewayService, UsageService],
 })
export class DeveloperModule {}
