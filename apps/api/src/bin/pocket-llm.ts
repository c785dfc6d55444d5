#!/usr/bin/env node
import { createRequire } from 'node:module';

const USAGE = `Usage:
  pocket-llm                            start the portal
  pocket-llm reset-second-factor NAME   let in somebody who is locked out, by user name or e-mail
  pocket-llm --version
  pocket-llm --help

Chats, accounts and keys are kept in one folder of yours, which is the same wherever you call this:
  Linux    ~/.local/share/pocket-llm (or $XDG_DATA_HOME/pocket-llm)
  macOS    ~/Library/Application Support/pocket-llm
  Windows  %LOCALAPPDATA%\\pocket-llm
DATA_DIR=./data pocket-llm takes another one. Every setting is such a variable, in the environment or in a file .env of
the present folder: PORT, OLLAMA_HOST, OPENAI_BASE_URL, DATABASE_URL …
`;

function end(text: string, code: number): never {
  (code === 0 ? process.stdout : process.stderr).write(text);
  process.exit(code);
}

/** Not imported above: an older Node would stop at a line of theirs before it says what is missing. */
const server = async () => (await import('../bootstrap/bundle.js')).loadServer();

/** Usage: see above. The command of the package that `pnpm package` makes. */
async function main([command, ...args]: string[]): Promise<void> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    end(`Pocket-LLM needs Node 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org.\n`, 1);
  if (command === undefined) return (await server()).run('installed');
  const [name, ...more] = args;
  if (command === 'reset-second-factor' && name && more.length === 0)
    return (await server()).runReset(name, 'installed');
  if (args.length > 0) end(USAGE, 1);
  if (command === '--version' || command === '-v') {
    const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };
    end(`${version}\n`, 0);
  }
  end(USAGE, command === '--help' || command === '-h' ? 0 : 1);
}

await main(process.argv.slice(2));
