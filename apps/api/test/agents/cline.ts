import { ChatSession } from './chat-session.js';
import type { Call, Step, Tool } from './session.js';
import { toolCard, type ToolCard } from './tools.js';

const READ = toolCard('read_files', 'path');
const RUN = toolCard('run_commands', 'command');
const EDIT = toolCard('editor', 'diff');

/** Cline with the tools of the protocol, as its command line has them. */
export class ClineSession extends ChatSession {
  readonly tools: ToolCard[] = [READ, RUN, EDIT];

  constructor() {
    super('You are a coding agent. Gather the context first.');
  }

  called(tool: Tool, about: string): Omit<Call, 'id'> {
    if (tool === 'read') return { name: READ.name, arguments: { files: [{ path: about, start_line: null }] } };
    if (tool === 'run') return { name: RUN.name, arguments: { commands: [about] } };
    return { name: EDIT.name, arguments: { diff: about } };
  }
}

/** Cline with its tools in the prompt: calls are XML in the answer, and results are the next question. */
export class ClineXmlSession extends ClineSession {
  override readonly tools: ToolCard[] = [];
}

/** The same session with every call and result as text. */
export function asXml(steps: Step[]): Step[] {
  const results = steps.map(({ said, results: given }, i) => ({
    text: said.calls
      .map(({ name }, k) => `[${name}] Result:\n${given[k]!.text}`)
      .concat(steps[i + 1]?.asks?.text ?? [])
      .join('\n\n'),
    images: given.slice(0, said.calls.length).flatMap(({ image }) => image ?? []),
  }));
  return steps.map(({ asks, said }, i) => {
    const before = results[i - 1];
    const images = [...(before?.images ?? []), ...(asks?.images ?? [])];
    return {
      asks: { text: before?.text ?? asks!.text, ...(images.length > 0 && { images }) },
      said: { ...said, text: said.text + said.calls.map(xmlOf).join('\n'), calls: [] },
      results: [],
    };
  });
}

const xmlOf = ({ name, arguments: args }: Call): string =>
  `<${name}>\n<arguments>${JSON.stringify(args)}</arguments>\n</${name}>`;
