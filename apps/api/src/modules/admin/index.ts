export { AdminModule } from './admin.module.js';
export { SqlConsole } from './sql-console.js';
