export { AdminModule } from './admin.module.js';
export { SqlConsole } from './database/sql-console.js';
