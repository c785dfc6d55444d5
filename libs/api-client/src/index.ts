export * from './api-error.js';
export { CONTRACT_URL, fetchContract, SWAGGER_URL } from './contract.js';
export { listenToBeats } from './beats.js';
export * from './events.js';
export { followFiles } from './files.js';
export { sendChatCompletion, type GatewayEvent, gatewayEvents, type GatewayReply, STREAM_END } from './gateway.js';
export { http } from './http.js';
export * from './names.js';
export { nextCursor } from './paging.js';
export { continueRun, editRun, openRun, regenerateRun, resumeRun, type RunStream, startRun } from './runs.js';
export { followPull, type PullProgress } from './pulls.js';
export {
  configureSession,
  getSession,
  onSessionChange,
  refreshSession,
  sessionRefusal,
  setSession,
  type SessionOf,
  type Requirement,
} from './session.js';
export { IDLE_TIMEOUT_MS, openStream, readMessages, type StreamOptions } from './stream.js';
export { tailLogs, type TailEvent } from './tail.js';
export * from './generated/index.js';
