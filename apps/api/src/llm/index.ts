export * from './backends.js';
export * from './llm.port.js';
