export { Meter, type LoadedModel } from './meter.js';
export { Sampler } from './sampler.js';
export { TelemetryModule } from './telemetry.module.js';
export { TelemetryService } from './telemetry.service.js';
