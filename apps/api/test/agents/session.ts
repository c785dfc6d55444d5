/** A coding agent's session, told without any protocol: what a person asks, a model says, and tools return. */

export interface Call {
  id: string;
  name: string;
  arguments: Record<string, unknown>;
}

/** What a tool returned. */
export interface Result {
  text: string;
  /** Base64 of a PNG. */
  image?: string;
  failed?: boolean;
}

/** What a model said in one answer. */
export interface Said {
  thinking: string;
  text: string;
  calls: Call[];
}

/** One request of the agent: what comes before it, the model's answer, and what its tools return. */
export interface Step {
  asks?: { text: string; images?: string[] };
  said: Said;
  results: Result[];
}

/** A message as a backend gets it, whatever its protocol. */
export interface Heard {
  role: string;
  text: string;
  thinking?: string;
  calls?: Call[];
  images?: string[];
  /** Of a result: the call that it answers. */
  answers?: string;
}

/** What every agent has a tool for, whatever its name. */
export type Tool = 'read' | 'run' | 'edit';
const TOOLS: Tool[] = ['read', 'run', 'edit'];

/** An agent that keeps its history as its protocol has it, and talks to the portal. */
export interface Agent {
  readonly path: string;
  readonly headers?: Record<string, string>;
  /** Tools as the model has to see them: names, descriptions, schemas. */
  readonly tools: { name: string; description: string; parameters: object }[];
  /** What the backend gets before the first question, and after it. */
  readonly preamble: Heard[];
  readonly aside?: Heard[];
  /** A call of one of its tools, as the model makes it. */
  called(tool: Tool, about: string): Omit<Call, 'id'>;
  ask(text: string, images?: string[]): void;
  /** How the model reads a question. */
  asked(text: string): string;
  body(model: string): object;
  /** Puts an answer together from the events of a stream, and into the history. */
  hear(stream: string): Said;
  give(calls: Call[], results: Result[]): void;
  /** How the model reads a result. */
  told(result: Result): string;
}

/** The smallest picture there is; the marks make each one another. */
export const picture = (mark: number): string =>
  Buffer.concat([Buffer.from('iVBORw0KGgo=', 'base64'), Buffer.from(`picture ${mark}`)]).toString('base64');

/** Texts that a careless translation breaks. */
const ODD = [
  'plain',
  '',
  ' spaces at both ends ',
  'line\r\nbreaks\n\n\ttabs',
  'quotes " \\" \' and \\ backslashes \\n \\u0041',
  '{"looks": ["like", "JSON"]}',
  '<tool_call>looks like a call</tool_call>',
  'data: [DONE]\n\nevent: error',
  'Grüße, 你好, مرحبا, 👩‍👩‍👧‍👦, e\u0301',
  'null',
];

/**
 * A long session: `turns` answers that call one to three tools each, some failing, some returning pictures, some with
 * texts beside the calls; then the last word.
 */
export function longSession({ called }: Pick<Agent, 'called'>, turns: number): Step[] {
  const steps = Array.from({ length: turns }, (_, turn): Step => {
    const calls = Array.from({ length: 1 + (turn % 3) }, (_, i) => ({
      id: `call_${turn}_${i}`,
      ...called(TOOLS[(turn + i) % 3]!, `${ODD[(turn + i) % ODD.length]}#${turn}.${i}`),
    }));
    return {
      ...(turn % 10 === 0 && { asks: { text: `Question ${turn}?`, ...(turn > 0 && { images: [picture(turn)] }) } }),
      said: {
        thinking: turn % 4 === 3 ? '' : `Thought ${turn}: ${ODD[turn % ODD.length]}.`,
        text: turn % 5 === 0 ? `I look, for the ${turn}th time.` : '',
        calls: turn % 10 === 9 ? [] : calls,
      },
      results: calls.map((_, i) => ({
        text: ODD[(turn * 3 + i) % ODD.length]! && `${ODD[(turn * 3 + i) % ODD.length]}@${turn}.${i}`,
        ...(turn % 8 === 5 && { image: picture(1000 + turn * 10 + i) }),
        ...(turn % 7 === 3 && { failed: true }),
      })),
    };
  });
  for (const { said } of steps) said.text ||= said.calls.length > 0 ? '' : 'That was all.';
  return steps;
}

/** What of a session so far the backend must have got, in its order. */
export function expected(agent: Agent, steps: Step[]): Heard[] {
  return [
    ...agent.preamble,
    ...steps.flatMap(({ asks, said, results }, i): Heard[] => [
      ...(asks ? [{ role: 'user', text: agent.asked(asks.text), ...(asks.images && { images: asks.images }) }] : []),
      ...((i === 0 && agent.aside) || []),
      // The last answer is still to come.
      ...(i === steps.length - 1
        ? []
        : [
            {
              role: 'assistant',
              text: said.text,
              ...(said.thinking && { thinking: said.thinking }),
              ...(said.calls.length > 0 && { calls: said.calls }),
            },
            ...said.calls.map(({ id }, k) => ({
              role: 'tool',
              text: agent.told(results[k]!),
              answers: id,
              ...(results[k]!.image && { images: [results[k]!.image] }),
            })),
          ]),
    ]),
  ];
}

/** The data of each event of a stream. */
export const eventsOf = (stream: string): Record<string, unknown>[] =>
  stream
    .split('\n\n')
    .map((frame) => /^data: (\{.*)$/m.exec(frame)?.[1])
    .filter((data) => data !== undefined)
    .map((data) => JSON.parse(data) as Record<string, unknown>);
