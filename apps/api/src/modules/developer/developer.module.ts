import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ModelsModule } from '../models/index.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';

@Module({ imports: [AuthModule, ModelsModule], controllers: [ApiKeysController], providers: [ApiKeysService] })
export class DeveloperModule {}
