export * from './api-error.js';
export * from './events.js';
export { http } from './http.js';
export * from './names.js';
export { nextCursor } from './paging.js';
export { continueRun, editRun, regenerateRun, resumeRun, startRun } from './runs.js';
export { configureSession, getSession, onSessionChange, refreshSession, setSession, type SessionOf } from './session.js';
export { IDLE_MS, openRun, readRun, type RunStream, type RunStreamOptions } from './stream.js';
export * from './generated/index.js';
