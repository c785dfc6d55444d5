export { ChatModule } from './chat.module.js';
export { PushService, type PushHealth } from './push/push.service.js';
export { RunLifecycle } from './runs/run.lifecycle.js';
export { RunRegistry } from './runs/run.registry.js';
export { ShareableAnswers } from './runs/shareable-answers.js';
export { ShareService } from './shares/share.service.js';
export { ThreadService } from './threads/thread.service.js';
