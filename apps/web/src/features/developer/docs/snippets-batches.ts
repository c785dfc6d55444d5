import { pythonLiteral, scriptLiteral, shellWord, textLiteral } from '../parts/literals';
import { inLanguages, type Snippet, type SnippetPlace } from './snippet';

/** The batch: a file, then what is to be done with it. */
export function batchSnippets({ base, model, key }: SnippetPlace): Snippet[] {
  const auth = `-H ${shellWord(`Authorization: Bearer ${key}`)}`;
  const body = { model, messages: [{ role: 'user', content: 'Why is the sky blue?' }] };
  const line = { custom_id: 'sky', method: 'POST', url: '/v1/chat/completions', body };
  const curl = [
    `FILE=$(echo ${shellWord(JSON.stringify(line))} | curl -sS ${base}/v1/files ${auth} \\`,
    `  -F purpose=batch -F 'file=@-;filename=questions.jsonl' | grep -o 'file-[0-9a-f]*')`,
    `curl -sS ${base}/v1/batches ${auth} -H 'Content-Type: application/json' \\`,
    `  -d "{\\"input_file_id\\": \\"$FILE\\", \\"endpoint\\": \\"${line.url}\\", \\"completion_window\\": \\"24h\\"}"`,
  ].join('\n');
  const python = [
    'import json',
    'from openai import OpenAI',
    '',
    `client = OpenAI(base_url=${textLiteral(`${base}/v1`)}, api_key=${textLiteral(key)})`,
    `questions = [${pythonLiteral(line)}]`,
    'lines = "\\n".join(json.dumps(question) for question in questions)',
    'file = client.files.create(file=("questions.jsonl", lines.encode()), purpose="batch")',
    'batch = client.batches.create(',
    `    input_file_id=file.id, endpoint=${textLiteral(line.url)}, completion_window="24h"`,
    ')',
    'print(batch.id, batch.status)',
  ].join('\n');
  const javascript = [
    `import OpenAI, { toFile } from 'openai';`,
    '',
    `const client = new OpenAI({ baseURL: ${textLiteral(`${base}/v1`)}, apiKey: ${textLiteral(key)} });`,
    `const questions = [${scriptLiteral(line)}];`,
    `const lines = questions.map((question) => JSON.stringify(question)).join('\\n');`,
    `const file = await client.files.create({`,
    `  file: await toFile(Buffer.from(lines), 'questions.jsonl'),`,
    `  purpose: 'batch',`,
    `});`,
    `const batch = await client.batches.create({`,
    `  input_file_id: file.id,`,
    `  endpoint: ${textLiteral(line.url)},`,
    `  completion_window: '24h',`,
    `});`,
    `console.log(batch.id, batch.status);`,
  ].join('\n');
  return inLanguages('batch', { curl, python, javascript }, 'openai');
}
