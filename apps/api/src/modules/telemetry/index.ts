export { Meter, type LoadedModel } from './meter.js';
export type { BackendNow } from './observations.js';
export { Sampler } from './sampler.js';
export { TelemetryModule } from './telemetry.module.js';
export { TelemetryService } from './telemetry.service.js';
