import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ChatModule } from '../chat/index.js';
import { LoggingModule } from '../logging/index.js';
import { ModelsModule } from '../models/index.js';
import { UsageModule } from '../usage/index.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageService } from './usage/usage.service.js';
import { AnthropicController } from './gateway/anthropic.controller.js';
import { GatewayReply } from './gateway/gateway.reply.js';
import { GatewayService } from './gateway/gateway.service.js';
import { OllamaController } from './gateway/ollama.controller.js';
import { OpenAiController } from './gateway/openai.controller.js';

@Module({
  imports: [AuthModule, ChatModule, LoggingModule, ModelsModule, UsageModule],
  controllers: [ApiKeysController, OpenAiController, AnthropicController, OllamaController, UsageController],
  providers: [ApiKeysService, GatewayReply, GatewayService, UsageService],
})
export class DeveloperModule {}
