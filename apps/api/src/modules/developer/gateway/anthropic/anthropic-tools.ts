import type { ToolDefinition } from '../../../../llm/index.js';
import { isObject, isText, optional, refuse, textAt, type Json } from '../fields.js';
import { chosen, type Choice, type ToolUse } from '../openai/openai-tools.js';

/** The tools that a request offers, and what the model must do with them. @throws DomainError `request.invalid` */
export function readToolUse(body: Json): ToolUse {
  const choice = optional(body, 'tool_choice', isObject, 'an object') ?? {};
  const parallel = choice.disable_parallel_tool_use === true ? false : undefined;
  return chosen(offered(body), choiceOf(choice), parallel);
}

function choiceOf({ type = 'auto', name }: Json): Choice {
  if (type === 'auto' || type === 'none') return type;
  if (type === 'any') return 'required';
  if (type === 'tool' && isText(name)) return { name, at: 'tool_choice.name' };
  throw refuse('tool_choice', 'must be auto, any, none, or a tool with its name');
}

/** A block that changes the tools in the middle of a conversation, and says nothing. */
export const isToolChange = (block: unknown): boolean =>
  isObject(block) && (block.type === 'tool_addition' || block.type === 'tool_removal');

/**
 * The tools at this point of the conversation. One with `defer_loading` is offered once a search has found it: its
 * client keeps many of them, and their schemas would fill the context.
 */
function offered({ tools, tool_choice, messages }: Json): ToolDefinition[] {
  if (tools !== undefined && tools !== null && !Array.isArray(tools)) throw refuse('tools', 'must be a list');
  const set = new ToolSet();
  for (const [i, tool] of ((tools ?? []) as unknown[]).entries())
    set.define(tool, `tools.${i}`, isObject(tool) && tool.defer_loading === true);
  if (isObject(tool_choice) && isText(tool_choice.name)) set.offer(tool_choice.name);
  for (const [i, message] of (Array.isArray(messages) ? messages : []).entries())
    for (const [j, block] of blocksOf(message).entries()) set.follow(block, `messages.${i}.content.${j}`);
  return set.offered;
}

const blocksOf = (holder: unknown): unknown[] =>
  isObject(holder) && Array.isArray(holder.content) ? holder.content : [];

class ToolSet {
  private readonly tools = new Map<string, ToolDefinition & { waits: boolean }>();

  get offered(): ToolDefinition[] {
    return [...this.tools.values()].filter(({ waits }) => !waits).map(({ waits: _, ...tool }) => tool);
  }

  define(tool: unknown, at: string, waits: boolean): void {
    const read = readTool(tool, at);
    this.tools.set(read.name, { ...read, waits });
  }

  /** @returns whether it is among the tools */
  offer(name: unknown, waits = false): boolean {
    const tool = this.tools.get(String(name));
    if (tool) tool.waits = waits;
    return tool !== undefined;
  }

  /** Carries out what a block says about tools. */
  follow(block: unknown, at: string): void {
    if (!isObject(block)) return;
    if (block.type === 'tool_result')
      for (const part of blocksOf(block))
        if (isObject(part) && part.type === 'tool_reference') this.offer(part.tool_name);
    if (!isToolChange(block)) return;
    const tool = isObject(block.tool) ? block.tool : {};
    if (tool.type === 'tool_reference') {
      if (!this.offer(textAt(tool, 'name', `${at}.tool`), block.type === 'tool_removal'))
        throw refuse(`${at}.tool.name`, 'must be the name of a tool in `tools`, or of one that was defined before');
    } else if (tool.type === 'tool_definition' && block.type === 'tool_addition')
      this.define(tool.definition, `${at}.tool.definition`, false);
    else throw refuse(`${at}.tool.type`, `must be tool_reference or tool_definition: this server calls no tools`);
  }
}

function readTool(tool: unknown, at: string): ToolDefinition {
  if (isObject(tool) && isText(tool.type) && tool.type !== 'custom')
    throw refuse(`${at}.type`, `must be custom: this server does not have ${tool.type.slice(0, 60)}`);
  if (!isObject(tool) || !isText(tool.name) || !isObject(tool.input_schema))
    throw refuse(at, 'must have a name and an input_schema');
  return {
    name: tool.name,
    description:
      [...(isText(tool.description) ? [tool.description] : []), ...examplesOf(tool)].join('\n\n') || undefined,
    parameters: tool.input_schema,
    ...(tool.strict === true && { strict: true as const }),
  };
}

/** No other protocol has a place for examples, so the model reads them with the description. */
const examplesOf = ({ input_examples: examples }: Json): string[] =>
  Array.isArray(examples) && examples.length > 0
    ? [`Examples of its input:\n${examples.map((example) => JSON.stringify(example)).join('\n')}`]
    : [];
