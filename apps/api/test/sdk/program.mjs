// What the programs in this folder share. Each of them runs in a Node process of its own, as its users run it, and
// prints JSON.

export const address = process.env.PORTAL_URL;
export const apiKey = process.env.PORTAL_KEY;
export const model = 'gemma2:2b';
export const toolModel = 'qwen3:4b';
export const visionModel = 'llava:7b';
/** Another one for each step, so that no step is answered from the cache of the one before. */
export const prompt = `Perform ${process.argv[2]}`;

export const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
export const SCHEMA = {
  type: 'object',
  properties: { answer: { type: 'string' } },
  required: ['answer'],
  additionalProperties: false,
};
export const TOOL = {
  name: 'get_weather',
  description: 'The weather of a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

/** Performs the step named on the command line and prints what it gives. */
export async function perform(steps) {
  process.stdout.write(JSON.stringify(await steps[process.argv[2]]()));
}

/** Every way to cut bytes in two, and each byte alone. @yields {Uint8Array[]} */
export function* splits(bytes) {
  for (let at = 1; at < bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)];
  yield [...bytes].map((byte) => Uint8Array.of(byte));
}

/** A `fetch` that answers with a recorded stream in the given pieces. */
export const replay = (pieces) => async () =>
  new Response(
    new ReadableStream({
      start(controller) {
        for (const piece of pieces) controller.enqueue(piece);
        controller.close();
      },
    }),
    { headers: { 'content-type': 'text/event-stream' } },
  );

/** The bytes of one streamed answer of the portal. */
export async function record(path, body, headers) {
  const response = await fetch(`${address}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return new Uint8Array(await response.arrayBuffer());
}
