/** Programs and the settings that point them here; `docs/use-with` has a page for each. */
export interface ProgramRow {
  program: string;
  /** Name of its page. */
  page: string;
  /** Lines of its settings. */
  settings: string[];
}

/** @param model for every place where a model is named */
export const programRows = ({ base, key, model }: { base: string; key: string; model: string }): ProgramRow[] => [
  {
    program: 'Codex',
    page: 'codex',
    settings: [
      `base_url = "${base}/v1"`,
      'env_key = "POCKET_KEY"',
      'wire_api = "responses"',
      'web_search = "disabled"',
    ],
  },
  {
    program: 'Claude Code',
    page: 'claude-code',
    settings: [
      `ANTHROPIC_BASE_URL=${base}`,
      `ANTHROPIC_AUTH_TOKEN=${key}`,
      `ANTHROPIC_MODEL=${model}`,
      `ANTHROPIC_DEFAULT_HAIKU_MODEL=${model}`,
    ],
  },
  { program: 'Cline', page: 'cline', settings: ['OpenAI Compatible', `${base}/v1`] },
  {
    program: 'OpenCode',
    page: 'opencode',
    settings: ['"npm": "@ai-sdk/openai-compatible"', `"baseURL": "${base}/v1"`],
  },
  { program: 'Continue', page: 'continue', settings: ['provider: openai', `apiBase: ${base}/v1`] },
  { program: 'Zed', page: 'zed', settings: ['"openai_compatible"', `"api_url": "${base}/v1"`] },
  {
    program: 'Open WebUI',
    page: 'open-webui',
    settings: [`OPENAI_API_BASE_URL=${base}/v1`, `OPENAI_API_KEY=${key}`],
  },
  { program: 'Home Assistant', page: 'home-assistant', settings: ['Ollama', `${base}/ollama`] },
  { program: 'LangChain', page: 'langchain', settings: [`base_url="${base}/v1"`] },
  { program: 'LiteLLM', page: 'litellm', settings: [`openai/${model}`, `api_base="${base}/v1"`] },
  { program: 'Vercel AI SDK', page: 'ai-sdk', settings: ['createOpenAICompatible', `baseURL: '${base}/v1'`] },
];
