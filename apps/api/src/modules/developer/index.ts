export { DeveloperModule } from './developer.module.js';
