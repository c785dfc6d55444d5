import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Workers } from '../../common/workers.js';
import { Meter } from './meter.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';
import { PrometheusMetrics } from './prometheus.js';
import { Rollup } from './rollup.entity.js';
import { RollupRepository } from './rollup.repository.js';
import { Sampler } from './sampler.js';
import { TelemetryService } from './telemetry.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Rollup])],
  controllers: [MetricsController],
  providers: [Meter, MetricsService, PrometheusMetrics, RollupRepository, Sampler, TelemetryService, Workers],
  exports: [Meter, Sampler, TelemetryService],
})
export class TelemetryModule {}
