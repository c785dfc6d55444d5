export { ChatModule } from './chat.module.js';
export { ChatService } from './chat.service.js';
export { RunLifecycle } from './run.lifecycle.js';
export { RunRegistry } from './run.registry.js';
