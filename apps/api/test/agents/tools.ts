/** A tool with a schema that has what schemas in the field have. */
export interface ToolCard {
  name: string;
  description: string;
  parameters: Record<string, unknown>;
}

/** @param fields names of its text arguments */
export const toolCard = (name: string, ...fields: string[]): ToolCard => ({
  name,
  description: `Does "${name}".\n\nUsage:\n- Only when needed \u2014 never twice.\n- \`code\`, <tags> & "quotes".`,
  parameters: {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: Object.fromEntries(fields.map((field) => [field, { type: 'string', description: `The ${field}.` }])),
    required: fields,
    additionalProperties: false,
  },
});

/** As many tools as people with several MCP servers have, each with a deep schema. */
export const mcpTools = (count: number): ToolCard[] =>
  Array.from({ length: count }, (_, i) => {
    const card = toolCard(`mcp__server_${i % 7}__tool_${i}`, 'query');
    return {
      ...card,
      parameters: {
        ...card.parameters,
        properties: {
          query: { type: 'string', minLength: 1, pattern: '^\\S+$', examples: ['a', 'b'] },
          limit: { type: ['integer', 'null'], default: null, exclusiveMinimum: 0 },
          order: { enum: ['asc', 'desc', null] },
          where: { anyOf: [{ $ref: '#/$defs/Filter' }, { type: 'null' }] },
          labels: { type: 'array', items: { oneOf: [{ const: 'x' }, { type: 'string', format: 'uri' }] } },
          more: { type: 'object', propertyNames: { pattern: '^[a-z]' }, additionalProperties: { type: 'number' } },
        },
        $defs: {
          Filter: { type: 'object', properties: { and: { type: 'array', items: { $ref: '#/$defs/Filter' } } } },
        },
      },
    };
  });
