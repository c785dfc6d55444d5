export { CacheDesk } from './cache/cache-desk.js';
export { CacheStatusDto, PinDto, PinRequestDto } from './cache/cache.dto.js';
export { ChatOptionsDto } from './runs/chat-options.dto.js';
export { AnswerSource } from './runs/answer-source.js';
export { EmbeddingSource } from './runs/embedding-source.js';
export { ChatModule } from './chat.module.js';
export { ThreadService } from './threads/thread.service.js';
export { RunLifecycle } from './runs/run.lifecycle.js';
export { RunRegistry } from './runs/run.registry.js';
