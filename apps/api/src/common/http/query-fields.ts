import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsDate,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  IsUUID,
  Max,
  MaxDate,
  MaxLength,
  Min,
  MinDate,
} from 'class-validator';

// Fields of a query string: each documents itself, converts its text, and is optional.

interface Docs {
  description?: string;
  example?: string | number;
  default?: string | number | boolean;
}

/** Text with a maximum length in characters, taken literally. */
export const QueryText = (most: number, docs: Docs = {}) =>
  applyDecorators(ApiPropertyOptional({ type: String, ...docs }), IsOptional(), IsString(), MaxLength(most));

export const QueryId = (docs: Docs = {}) =>
  applyDecorators(ApiPropertyOptional({ type: String, format: 'uuid', ...docs }), IsOptional(), IsUUID());

/** One of a fixed set of words. */
export const QueryWord = (words: readonly string[], docs: Docs = {}) =>
  applyDecorators(
    ApiPropertyOptional({ enum: words, ...docs }),
    IsOptional(),
    IsIn(words, { message: `must be one of ${words.join(', ')}` }),
  );

/** An integer within bounds. */
export const QueryInt = (least: number, most: number, docs: Docs = {}) =>
  applyDecorators(
    ApiPropertyOptional({ type: Number, minimum: least, maximum: most, ...docs }),
    IsOptional(),
    Type(() => Number),
    IsInt(),
    Min(least),
    Max(most),
  );

/** A number that is not negative. */
export const QueryNumber = (docs: Docs = {}) =>
  applyDecorators(
    ApiPropertyOptional({ type: Number, minimum: 0, ...docs }),
    IsOptional(),
    Type(() => Number),
    IsNumber(),
    Min(0),
  );

/** Rejects years beyond four digits too: the database supports fewer of them than JavaScript. */
const A_TIME = 'must be a time such as 2027-01-31T00:00:00Z';

/** A point in time, as `Date`. */
export const QueryTime = (description: string) =>
  applyDecorators(
    ApiPropertyOptional({ type: String, format: 'date-time', description }),
    IsOptional(),
    Type(() => Date),
    IsDate({ message: A_TIME }),
    MinDate(new Date('0001-01-01'), { message: A_TIME }),
    MaxDate(new Date('9999-12-31'), { message: A_TIME }),
  );

/** `true` or `false`. */
export const QueryFlag = (docs: Docs = {}) =>
  applyDecorators(
    ApiPropertyOptional({ type: Boolean, ...docs }),
    IsOptional(),
    Transform(({ value }) => ({ true: true, false: false })[String(value)] ?? value),
    IsBoolean({ message: 'must be true or false' }),
  );

/** Maximum number of rows. */
export const QueryLimit = () => QueryInt(1, 200, { default: 50, description: 'Largest number of rows' });

/** Cursor of the page to read; see `encodeCursor`. */
export const QueryCursor = () =>
  QueryText(512, { description: 'Where the page begins: taken from the `Link` header of the previous page' });
