import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Workers } from '../../common/workers.js';
import { Meter } from './meter.js';
import { MetricsController } from './metrics.controller.js';
import { MetricsService } from './metrics.service.js';
import { PageStepController } from './page-step.controller.js';
import { PageStepService } from './page-step.service.js';
import { PrometheusMetrics } from './prometheus.js';
import { Rollup } from './rollup.entity.js';
import { RollupRepository } from './rollup.repository.js';
import { Sampler } from './sampler.js';
import { TelemetryService } from './telemetry.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Rollup])],
  controllers: [MetricsController, PageStepController],
  providers: [
    Meter,
    MetricsService,
    PageStepService,
    PrometheusMetrics,
    RollupRepository,
    Sampler,
    TelemetryService,
    Workers,
  ],
  exports: [Meter, Sampler, TelemetryService],
})
export class TelemetryModule {}
