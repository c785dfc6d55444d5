import type { Part } from './parts.js';

const OPENS = /<details\b([^>]*)>/;
const TAG_OR_FENCE = /<details\b([^>]*)>|<\/details>|^ {0,3}(`{3,}|~{3,})/gm;
const KNOWN = /\btype="(reasoning|tool_calls|code_interpreter)"/;

/**
 * Splits a text of Open WebUI at the blocks that its page folds: reasoning, tool calls and code that was run. They
 * stand in the text as HTML, with their data escaped in the attributes.
 */
export function partsOfText(text: string): Part[] {
  if (!OPENS.test(text)) return [{ text }];
  const parts: Part[] = [];
  let from = 0;
  let fence: string | undefined;
  /** The open block, and how many blocks are open inside it. */
  let block: { attributes: string; body: number; inside: number } | undefined;
  for (const match of text.matchAll(TAG_OR_FENCE)) {
    const [tag, attributes, mark] = match;
    if (block) {
      if (tag.startsWith('<details')) block.inside++;
      else if (tag === '</details>' && block.inside-- === 0) {
        parts.push(...partsOfBlock(block.attributes, text.slice(block.body, match.index)));
        block = undefined;
        from = match.index + tag.length;
      }
    } else if (mark) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
    } else if (fence === undefined && attributes !== undefined && KNOWN.test(attributes)) {
      parts.push({ text: text.slice(from, match.index).trim() });
      block = { attributes, body: match.index + tag.length, inside: 0 };
    }
  }
  // A block that was never closed: the answer was stopped in it.
  if (block) parts.push(...partsOfBlock(block.attributes, text.slice(block.body)));
  else parts.push({ text: text.slice(from).trim() });
  return parts;
}

function partsOfBlock(attributes: string, inner: string): Part[] {
  const body = inner.replace(/^\s*<summary>[^]*?<\/summary>/, '').trim();
  switch (KNOWN.exec(attributes)![1] as 'reasoning' | 'tool_calls' | 'code_interpreter') {
    case 'reasoning':
      return [{ thinking: plain(body.replace(/^(?:>|&gt;) ?/gm, '')) }];
    case 'tool_calls': {
      const files = listIn(valueOf(attributes, 'files'));
      return [
        {
          tool: {
            name: valueOf(attributes, 'name') ?? 'tool',
            input: valueOf(attributes, 'arguments'),
            result: valueOf(attributes, 'result') ?? (body === '' ? undefined : plain(body)),
          },
        },
        ...files.map((picture): Part => ({ picture })),
      ];
    }
    case 'code_interpreter':
      return [{ tool: { name: 'code_interpreter', input: codeIn(body), result: valueOf(attributes, 'output') } }];
  }
}

const codeIn = (body: string): string => /```[^\n]*\n([^]*?)```/.exec(body)?.[1]?.trim() ?? plain(body);

const valueOf = (attributes: string, name: string): string | undefined => {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(attributes)?.[1];
  return value === undefined || value === '' ? undefined : plain(value);
};

function listIn(text: string | undefined): unknown[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list : [];
  } catch {
    return [];
  }
}

const ESCAPES: Record<string, string> = {
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#x27;': "'",
  '&#39;': "'",
  '&amp;': '&',
};

/** Undoes Python's html.escape, which wrote these texts. */
const plain = (text: string): string => text.replace(/&(?:lt|gt|quot|#x27|#39|amp);/g, (escape) => ESCAPES[escape]!);
