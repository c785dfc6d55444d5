import { Module } from '@nestjs/common';
import { DatabaseProbe } from '../../database/database-probe.js';
import { ModelsModule } from '../models/index.js';
import { HealthController } from './health.controller.js';
import { HealthService } from './health.service.js';

@Module({ imports: [ModelsModule], controllers: [HealthController], providers: [DatabaseProbe, HealthService] })
export class HealthModule {}
