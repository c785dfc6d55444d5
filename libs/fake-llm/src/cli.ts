#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { findScenario, SCENARIOS } from './scenarios.js';
import { startFakeLlm } from './server.js';

const USAGE = `fake-llm [--port 11434] [--host 127.0.0.1] [--scenario assistant] [--delay 40] [--slots 4]

Scenarios: ${Object.keys(SCENARIOS).join(', ')}`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '11434' },
      host: { type: 'string', default: '127.0.0.1' },
      scenario: { type: 'string', default: 'assistant' },
      delay: { type: 'string', default: '40' },
      slots: { type: 'string', default: '4' },
      help: { type: 'boolean', default: false },
    },
  });
  const scenario = findScenario(values.scenario);
  if (values.help || !scenario) {
    console.log(USAGE);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  const fake = await startFakeLlm({
    port: Number(values.port),
    host: values.host,
    scenario,
    delayMs: Number(values.delay),
    slots: Number(values.slots),
  });
  console.log(`fake-llm listens on ${fake.url}, scenario ${values.scenario}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void fake.close());
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
