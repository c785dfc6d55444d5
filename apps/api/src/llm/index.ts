export * from './backends.js';
export * from './llm.port.js';
export { noSuchServer, type AudioBackend, type AudioTask } from './adapters/openai-compatible/audio.backend.js';
export { isBrokenOff, isUnreachable } from './adapters/http/faults.js';
export { chatWithEmulation } from './emulation/emulated.js';
