import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { InferenceModule } from '../inference/index.js';
import { LoggingModule } from '../logging/index.js';
import { ModelsModule } from '../models/index.js';
import { UsageModule } from '../usage/index.js';
import { ApiKeysController } from './keys/api-keys.controller.js';
import { ApiKeysService } from './keys/api-keys.service.js';
import { UsageController } from './usage/usage.controller.js';
import { UsageService } from './usage/usage.service.js';
import { AnthropicController } from './gateway/anthropic/anthropic.controller.js';
import { GatewayReply } from './gateway/gateway.reply.js';
import { GatewayService } from './gateway/gateway.service.js';
import { OllamaRootController } from './gateway/ollama/ollama-root.controller.js';
import { OllamaController } from './gateway/ollama/ollama.controller.js';
import { OpenAiController } from './gateway/openai/openai.controller.js';

@Module({
  imports: [AuthModule, InferenceModule, LoggingModule, ModelsModule, UsageModule],
  controllers: [
    ApiKeysController,
    OpenAiController,
    AnthropicController,
    OllamaController,
    OllamaRootController,
    UsageController,
  ],
  providers: [ApiKeysService, GatewayReply, GatewayService, UsageService],
})
export class DeveloperModule {}
