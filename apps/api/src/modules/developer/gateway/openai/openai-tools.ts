import type { ToolChoice, ToolDefinition } from '../../../../llm/index.js';
import { isFlag, isObject, isText, optional, refuse, type Json } from '../fields.js';

/** Tools of a request and what the model must do with them. */
export interface ToolUse {
  tools?: ToolDefinition[];
  tool_choice?: ToolChoice;
  parallel_tool_calls?: boolean;
}

/** The tools of a chat completion, in today's form or the older one. @throws DomainError `request.invalid` */
export function readToolUse(body: Json): ToolUse {
  const legacy = body.tools === undefined || body.tools === null;
  const tools = legacy ? readFunctions(body.functions) : readTools(body.tools);
  const choice = legacy ? body.function_call : body.tool_choice;
  const parallel = optional(body, 'parallel_tool_calls', isFlag, 'true or false');
  // The older form has room for one call.
  const isLegacy = legacy && tools.length > 0;
  return chosen(tools, readChoice(choice, legacy ? 'function_call' : 'tool_choice'), isLegacy ? false : parallel);
}

/** What a choice comes down to: which tools there are, and whether one must be called. */
export type Choice = 'auto' | 'none' | 'required' | { name: string; at: string } | { among: string[]; must: boolean };

/** @throws DomainError `request.invalid` for a choice of a tool that is not there */
export function chosen(tools: ToolDefinition[], choice: Choice, parallel: boolean | undefined): ToolUse {
  if (choice === 'none') return {};
  if (tools.length === 0) {
    if (choice === 'required') throw refuse('tool_choice', 'must not be required where there are no tools');
    if (choice === 'auto') return {};
  }
  const among = typeof choice === 'object' && 'among' in choice ? choice : undefined;
  const stranger = among?.among.find((one) => !tools.some(({ name }) => name === one));
  if (stranger !== undefined)
    throw refuse('tool_choice', `must be among the tools: there is no ${JSON.stringify(stranger.slice(0, 100))}`);
  const named = typeof choice === 'object' && 'name' in choice ? choice : undefined;
  if (named && !tools.some(({ name }) => name === named.name))
    throw refuse(named.at, `must be one of the tools: there is no ${JSON.stringify(named.name.slice(0, 100))}`);
  const must = choice === 'required' || among?.must;
  return {
    tools: among ? tools.filter(({ name }) => among.among.includes(name)) : tools,
    ...(named && { tool_choice: { name: named.name } }),
    ...(must && { tool_choice: 'required' as const }),
    ...(parallel !== undefined && { parallel_tool_calls: parallel }),
  };
}

/** Functions in the form `{type: 'function', function: {…}}`. Their schemas are only passed on. */
export function readTools(tools: unknown): ToolDefinition[] {
  if (tools === undefined || tools === null) return [];
  if (!Array.isArray(tools)) throw refuse('tools', 'must be a list');
  return tools.map((tool: unknown, i) => {
    if (isObject(tool) && isText(tool.type) && tool.type !== 'function')
      throw refuse(`tools.${i}.type`, `must be function: ${tool.type.slice(0, 60)} does not exist here`);
    return readFunction(isObject(tool) ? tool.function : undefined, `tools.${i}`);
  });
}

function readFunctions(functions: unknown): ToolDefinition[] {
  if (functions === undefined || functions === null) return [];
  if (!Array.isArray(functions)) throw refuse('functions', 'must be a list');
  return functions.map((one: unknown, i) => readFunction(one, `functions.${i}`));
}

export function readFunction(fn: unknown, at: string): ToolDefinition {
  if (!isObject(fn) || !isText(fn.name) || fn.name === '') throw refuse(at, 'must be a function with a name');
  return {
    name: fn.name,
    description: isText(fn.description) ? fn.description : undefined,
    parameters: isObject(fn.parameters) ? fn.parameters : { type: 'object', properties: {} },
    ...(fn.strict === true && { strict: true as const }),
  };
}

function readChoice(choice: unknown, at: string): Choice {
  if (choice === undefined || choice === null) return 'auto';
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  if (!isObject(choice)) throw refuse(at, 'must be none, auto, required, or a function by its name');
  if (choice.type === 'allowed_tools' && isObject(choice.allowed_tools)) {
    const { mode, tools } = choice.allowed_tools;
    return { among: readTools(Array.isArray(tools) ? tools : []).map(({ name }) => name), must: mode === 'required' };
  }
  const name = isObject(choice.function) ? choice.function.name : choice.name;
  if (!isText(name)) throw refuse(at, 'must be none, auto, required, or a function by its name');
  return { name, at };
}
