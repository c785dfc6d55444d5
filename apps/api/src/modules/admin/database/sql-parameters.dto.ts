import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, ValidateBy } from 'class-validator';
import { MOST_NAME_CHARS, MOST_PARAMETERS, MOST_VALUE_CHARS } from './parameters.js';

const isParameters = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length <= MOST_PARAMETERS &&
  Object.entries(value).every(
    ([name, given]) =>
      /^[A-Za-z_]\w*$/.test(name) &&
      name.length <= MOST_NAME_CHARS &&
      (given === null || (typeof given === 'string' && given.length <= MOST_VALUE_CHARS && !given.includes('\0'))),
  );

/** Values by parameter name: text, or null. */
export function ParameterValues(description: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: 'object',
      additionalProperties: { type: 'string', nullable: true, maxLength: MOST_VALUE_CHARS },
      maxProperties: MOST_PARAMETERS,
      example: { role: 'admin' },
      description,
    }),
    IsOptional(),
    ValidateBy({
      name: 'isParameters',
      validator: {
        validate: isParameters,
        defaultMessage: () =>
          `must map at most ${MOST_PARAMETERS} names to a text of at most ${MOST_VALUE_CHARS} characters, or null`,
      },
    }),
  );
}
