export { Meter, type AnswerNote } from './meter.js';
export { Sampler } from './sampler.js';
export { TelemetryModule } from './telemetry.module.js';
export { TelemetryService } from './telemetry.service.js';
