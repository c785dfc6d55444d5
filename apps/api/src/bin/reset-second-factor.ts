import { loadDotEnv, loadEnv } from '../config/env.js';
import { resetSecondFactor } from '../bootstrap/reset-second-factor.js';

/** Usage: reset-second-factor <user name or e-mail>. */
async function main([name, ...more]: string[]): Promise<string> {
  if (!name || more.length > 0) throw new Error('Usage: pnpm portal reset-second-factor NAME');
  loadDotEnv();
  return resetSecondFactor(loadEnv(), name);
}

try {
  process.stdout.write(`${await main(process.argv.slice(2))}\n`);
  process.exit(0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
