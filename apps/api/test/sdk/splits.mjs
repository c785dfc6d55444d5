// Streamed bytes reach a client cut anywhere: in the middle of a line, of a number, of a character. Both packages have
// to read the same from every cut.
import Anthropic from '@anthropic-ai/sdk';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { apiKey, model, perform, prompt, record, replay, splits } from './program.mjs';

const messages = [{ role: 'user', content: prompt }];

/** Distinct readings over all cuts; one means that no cut changed anything. */
async function readings(bytes, read) {
  const seen = new Set();
  let cuts = 0;
  for (const pieces of splits(bytes)) {
    seen.add(await read(replay(pieces)));
    cuts++;
  }
  return { cuts, bytes: bytes.length, readings: [...seen] };
}

await perform({
  async openai() {
    const bytes = await record(
      '/v1/chat/completions',
      { model, messages, stream: true, stream_options: { include_usage: true } },
      { authorization: `Bearer ${apiKey}` },
    );
    return readings(bytes, async (fetch) => {
      const client = new OpenAI({ baseURL: 'http://recorded.invalid/v1', apiKey, fetch });
      const { choices, usage } = await client.chat.completions.stream({ model, messages }).finalChatCompletion();
      return JSON.stringify([choices[0].message.content, choices[0].finish_reason, usage.completion_tokens]);
    });
  },
  async responseEvents() {
    const bytes = await record(
      '/v1/responses',
      { model, input: prompt, stream: true, store: false },
      { authorization: `Bearer ${apiKey}` },
    );
    return readings(bytes, async (fetch) => {
      const client = new OpenAI({ baseURL: 'http://recorded.invalid/v1', apiKey, fetch });
      const { output_text, status, usage } = await client.responses.stream({ model, input: prompt }).finalResponse();
      return JSON.stringify([output_text, status, usage.output_tokens]);
    });
  },
  async ollama() {
    const bytes = await record('/ollama/api/chat', { model, messages }, { authorization: `Bearer ${apiKey}` });
    return readings(bytes, async (fetch) => {
      const client = new Ollama({ host: 'http://recorded.invalid', fetch });
      let text = '';
      let last;
      for await (const part of await client.chat({ model, messages, stream: true })) {
        text += part.message.content;
        last = part;
      }
      return JSON.stringify([text, last.done_reason, last.eval_count]);
    });
  },
  async anthropic() {
    const bytes = await record(
      '/v1/messages',
      { model, max_tokens: 200, messages, stream: true },
      { 'x-api-key': apiKey },
    );
    return readings(bytes, async (fetch) => {
      const client = new Anthropic({ baseURL: 'http://recorded.invalid', apiKey, fetch });
      const { content, stop_reason, usage } = await client.messages
        .stream({ model, max_tokens: 200, messages })
        .finalMessage();
      return JSON.stringify([content[0].text, stop_reason, usage.output_tokens]);
    });
  },
});
