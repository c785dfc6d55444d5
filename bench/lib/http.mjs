// A minimal client on node:http that can time the first byte.
import http from 'node:http';

const agent = new http.Agent({ keepAlive: true, maxSockets: 256 });

function open(url, { method = 'GET', token, body, accept } = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(text !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    ...(token && { authorization: `Bearer ${token}` }),
    ...(accept && { accept }),
  };
  return new Promise((resolve, reject) => {
    http.request(url, { method, headers, agent }, resolve).once('error', reject).end(text);
  });
}

/** @returns status and body; JSON is parsed. */
export async function call(url, options) {
  const response = await open(url, options);
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  const json = /json/.test(response.headers['content-type'] ?? '');
  return { status: response.statusCode, body: json ? JSON.parse(text) : text };
}

/** @returns the headers of a reply; its body is read and discarded. */
export async function head(url, options) {
  const response = await open(url, options);
  await response.toArray();
  return response.headers;
}

/** Asks a question and reads all events of the answer. @throws when the answer is incomplete */
export async function ask(url, token, question) {
  const response = await open(`${url}/api/chat`, {
    method: 'POST',
    token,
    accept: 'text/event-stream',
    body: { stream: true, ...question },
  });
  let buffer = '';
  let text = '';
  let frames = 0;
  let first;
  let done;
  for await (const chunk of response.setEncoding('utf8')) {
    buffer += chunk;
    for (let end; (end = buffer.indexOf('\n\n')) >= 0; buffer = buffer.slice(end + 2)) {
      const [, event, data] = /^event: (\w+)\ndata: (.*)$/m.exec(buffer.slice(0, end)) ?? [];
      if (event === 'delta') {
        first ??= performance.now();
        frames++;
        text += JSON.parse(data).text;
      } else if (event === 'done') done = JSON.parse(data);
      else if (event === 'error') throw new Error(`the answer failed: ${data}`);
    }
  }
  if (response.statusCode !== 200 || !done)
    throw new Error(`no whole answer: status ${response.statusCode}, ${frames} frames, ${buffer}`);
  return { text, frames, first, done };
}

export const closeConnections = () => agent.destroy();
