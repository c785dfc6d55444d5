import type { ToolDefinition } from '../../../../llm/index.js';
import { isFlag, isObject, isText, optional, refuse, type Json } from '../fields.js';
import { chosen, readFunction, type Choice, type ToolUse } from '../openai/openai-tools.js';

/** How this API tells the call of a tool. */
export interface ToolForm {
  name: string;
  namespace?: string;
  /** Its call is one text instead of arguments. */
  custom: boolean;
}

/** By the name that the model knows: no backend has namespaces, so there a tool has one name for both. */
export type ToolForms = ReadonlyMap<string, ToolForm>;

/** The one name of a tool in a namespace. */
export const nameIn = (namespace: unknown, name: string): string =>
  isText(namespace) && namespace !== '' ? `${namespace}__${name}` : name;

/** Tools of a request; those in a namespace stand beside the others. @throws DomainError `request.invalid` */
export function readToolUse(body: Json): { use: ToolUse; forms: ToolForms } {
  const forms = new Map<string, ToolForm>();
  const given = body.tools ?? [];
  if (!Array.isArray(given)) throw refuse('tools', 'must be a list');
  const tools = given.flatMap((tool: unknown, i) => {
    const at = `tools.${i}`;
    return isObject(tool) && tool.type === 'namespace'
      ? readNamespace(tool, at, forms)
      : [readTool(tool, at, undefined, forms)];
  });
  const parallel = optional(body, 'parallel_tool_calls', isFlag, 'true or false');
  return { use: chosen(tools, readChoice(body.tool_choice, forms), parallel), forms };
}

function readNamespace({ name, description, tools }: Json, at: string, forms: Map<string, ToolForm>): ToolDefinition[] {
  if (!isText(name) || name === '') throw refuse(`${at}.name`, 'must be a text that is not empty');
  if (!Array.isArray(tools)) throw refuse(`${at}.tools`, 'must be a list');
  const [first, ...others] = tools.map((tool: unknown, k) => readTool(tool, `${at}.tools.${k}`, name, forms));
  if (!first) return [];
  const about = isText(description) && description ? `Tools named ${nameIn(name, '\u2026')}: ${description}` : '';
  return [{ ...first, description: [first.description, about].filter(Boolean).join('\n\n') }, ...others];
}

function readTool(
  tool: unknown,
  at: string,
  namespace: string | undefined,
  forms: Map<string, ToolForm>,
): ToolDefinition {
  const type = isObject(tool) ? tool.type : undefined;
  if (type !== 'function' && type !== 'custom')
    throw refuse(
      `${at}.type`,
      `must be function, custom or namespace: ${JSON.stringify(type ?? null)} is not hosted here, so it has to be ` +
        'switched off in your client',
    );
  const read = readFunction(tool, at);
  const known = nameIn(namespace, read.name);
  const other = forms.get(known);
  if (other && (namespace !== undefined || other.namespace !== undefined))
    throw refuse(`${at}.name`, `is taken: the model knows this tool as ${known}, as it does another one`);
  forms.set(known, { name: read.name, ...(namespace && { namespace }), custom: type === 'custom' });
  return type === 'function' ? { ...read, name: known } : { ...asFunction(read, tool as Json), name: known };
}

/** A custom tool has no schema, at most a grammar: the model reads it, because no backend can hold it to one. */
function asFunction({ name, description }: ToolDefinition, { format }: Json): ToolDefinition {
  const grammar = isObject(format) && isText(format.definition) ? format : undefined;
  const rule = grammar && `The input follows this ${String(grammar.syntax)} grammar:\n${String(grammar.definition)}`;
  return {
    name,
    description: rule ? [description, rule].filter(Boolean).join('\n\n') : description,
    parameters: { type: 'object', properties: { input: { type: 'string' } }, required: ['input'] },
  };
}

function readChoice(choice: unknown, forms: ToolForms): Choice {
  if (choice === undefined || choice === null) return 'auto';
  if (choice === 'auto' || choice === 'none' || choice === 'required') return choice;
  if (isObject(choice) && (choice.type === 'function' || choice.type === 'custom') && isText(choice.name))
    return { name: knownName(choice, forms), at: 'tool_choice.name' };
  if (isObject(choice) && choice.type === 'allowed_tools' && Array.isArray(choice.tools))
    return {
      among: choice.tools.map((tool: unknown) => (isObject(tool) ? knownName(tool, forms) : '')),
      must: choice.mode === 'required',
    };
  throw refuse('tool_choice', 'must be none, auto, required, or a tool by its name');
}

/** A choice may name a tool without its namespace. */
function knownName({ name, namespace }: Json, forms: ToolForms): string {
  if (!isText(name)) return '';
  const known = nameIn(namespace, name);
  return forms.has(known) ? known : ([...forms].find(([, form]) => form.name === name)?.[0] ?? known);
}
