import { ChatSession } from './chat-session.js';
import type { Call, Tool } from './session.js';
import { mcpTools, toolCard } from './tools.js';

const READ = toolCard('read', 'filePath');
const RUN = toolCard('bash', 'command', 'description');
const EDIT = toolCard('edit', 'oldString', 'newString');

/** OpenCode through the AI SDK's provider for compatible servers: thoughts stay in the history, results are parts. */
export class OpenCodeSession extends ChatSession {
  readonly tools = [READ, RUN, EDIT, ...mcpTools(30)];

  constructor() {
    super('You are an interactive tool.\n\n# Tone\nBe concise.');
  }

  called(tool: Tool, about: string): Omit<Call, 'id'> {
    if (tool === 'read') return { name: READ.name, arguments: { filePath: about } };
    if (tool === 'run') return { name: RUN.name, arguments: { command: about, description: '' } };
    return { name: EDIT.name, arguments: { oldString: about, newString: `${about}\n`, replaceAll: true } };
  }

  override body(model: string): object {
    return { ...super.body(model), max_tokens: 8192 };
  }
}
