import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ChatModule } from '../chat/index.js';
import { ModelsModule } from '../models/index.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { GatewayReply } from './v1/gateway.reply.js';
import { GatewayService } from './v1/gateway.service.js';
import { OpenAiController } from './v1/openai.controller.js';

@Module({ imports: [AuthModule, ChatModule, ModelsModule], controllers: [ApiKeysController, OpenAiController], providers: [ApiKeysService, GatewayReply, GatewayService] })
export class DeveloperModule {}
