export { AdminModule } from './admin.module.js';
export { SqlConsole } from './sql/sql-console.js';
