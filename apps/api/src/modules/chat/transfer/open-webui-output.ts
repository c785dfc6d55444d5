import { asArray, asObject, asText, isObject, type Json } from './imported.js';
import { joined, type Part } from './parts.js';

/**
 * The steps of an answer in newer files of Open WebUI, in the shape of OpenAI's Responses.
 * @returns undefined for an answer without them, whose steps stand in its text
 */
export function outputParts(output: unknown): Part[] | undefined {
  const items = asArray(output).filter(isObject);
  if (!items.some(({ type }) => type === 'message')) return undefined;
  const results = new Map(
    items.filter(({ type }) => type === 'function_call_output').map((item) => [asText(item.call_id), item.output]),
  );
  return items.flatMap((item) => partOf(item, results));
}

function partOf(item: Json, results: ReadonlyMap<string, unknown>): Part[] {
  switch (item.type) {
    case 'message':
      return [{ text: textOf(item.content) }];
    case 'reasoning':
      return [{ thinking: textOf(item.content) || textOf(item.summary) }];
    case 'function_call': {
      const { name, arguments: input, call_id: id } = item;
      return [{ tool: { name: asText(name), input: input ?? '', result: results.get(asText(id)) } }];
    }
    case 'open_webui:code_interpreter':
      return [{ tool: { name: 'code_interpreter', input: asText(item.code), result: item.output ?? undefined } }];
    default:
      return [];
  }
}

const textOf = (content: unknown): string =>
  typeof content === 'string' ? content : (joined(asArray(content).map((part) => asText(asObject(part).text))) ?? '');
