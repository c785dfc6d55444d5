/** Injection token of the configured backends: `LlmBackend[]`. */
export const BACKENDS = Symbol('BACKENDS');
