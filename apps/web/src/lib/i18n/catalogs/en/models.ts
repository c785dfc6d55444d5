export default {
  pick: 'Model: {{name}}',
  pickNone: 'Choose a model',
  none: 'No model',
  loaded: 'In memory',
  available: 'Ready to load',
  unavailable: 'Not there',
  default: 'Default',
  inMemory: 'loaded',
  context: '{{tokens}} context',
  speed: '~{{value}} tok/s',
  pull: 'The backend does not have it. On the server: ollama pull {{name}}',
  provider: { ollama: 'Ollama', openai: 'OpenAI-compatible', embedded: 'Built in' },
} as const;
