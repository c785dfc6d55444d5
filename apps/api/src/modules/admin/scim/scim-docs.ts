import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiQuery, ApiResponse } from '@nestjs/swagger';

const MEDIA = 'application/scim+json';
const open = { type: 'object', additionalProperties: true } as const;

/** A reply with a resource, or a list of them. */
export const ScimReply = (description: string, status = 200) =>
  ApiResponse({ status, description, content: { [MEDIA]: { schema: open } } });

/** A body; its attributes are those that /Schemas lists. */
export const ScimBody = (example: object) => ApiBody({ schema: { ...open, example } as never, required: true });

const text = (name: string, description: string) => ApiQuery({ name, required: false, description, type: String });

/** What is left out of a reply. */
export const ScimProjection = () =>
  applyDecorators(
    text('attributes', 'Attributes of the reply, separated by commas'),
    text('excludedAttributes', 'Attributes that are left out, separated by commas'),
  );

/** The parameters of a list. */
export const ScimList = () =>
  applyDecorators(
    text('filter', 'A filter of RFC 7644, such as `userName eq "ada@example.org"`'),
    text('startIndex', 'The first one, from 1'),
    text('count', 'How many, at most 200'),
    text('sortBy', 'An attribute with one value'),
    text('sortOrder', '`ascending` or `descending`'),
    ScimProjection(),
  );
