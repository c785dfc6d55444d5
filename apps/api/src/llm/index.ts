export * from './backends.js';
export * from './llm.port.js';
export { chatWithEmulation } from './emulation/emulated.js';
