import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsBoolean,
  IsInt,
  IsNotEmpty,
  IsOptional,
  IsString,
  IsUUID,
  MaxLength,
  Min,
} from 'class-validator';
import { PageQueryDto } from '../../../common/http/paging.js';
import { QueryText, QueryWord } from '../../../common/http/query-fields.js';
import {
  FILE_FAULTS,
  FILE_STATES,
  type FileFault,
  type FilePage,
  type FileReference,
  type FileState,
  type KnowledgeFile,
} from './file.entity.js';
import type { ListedFile } from './file.repository.js';

/** Files that one stream tells about. */
const MOST_FOLLOWED = 50;

export class FileOpenDto {
  @ApiProperty({ maxLength: 1_000, example: 'report.pdf', description: 'A path before it is left out' })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(1_000)
  name: string;

  @ApiProperty({ minimum: 0, example: 12_582_912, description: 'Its whole size' })
  @IsInt()
  @Min(0)
  bytes: number;

  @ApiPropertyOptional({ maxLength: 200, description: 'What its sender takes it for; its content decides' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  media_type?: string;

  @ApiPropertyOptional({ default: false, description: 'For a temporary chat: it is in no list, and goes after a day' })
  @IsOptional()
  @IsBoolean()
  temporary?: boolean;
}

export class FileQueryDto extends PageQueryDto {
  @QueryText(200, { description: 'A part of the name' })
  q?: string;

  @QueryWord(FILE_STATES)
  state?: FileState;
}

export class FileEventsQueryDto {
  @ApiProperty({
    example: ['01a22c64-9a0e-750d-b9dc-91c13946add3'],
    type: [String],
    format: 'uuid',
    maxItems: MOST_FOLLOWED,
    description: 'Files to follow',
  })
  @Transform(({ value }: { value: unknown }) => [value].flat())
  @ArrayNotEmpty()
  @ArrayMaxSize(MOST_FOLLOWED)
  @IsUUID(undefined, { each: true })
  id: string[];
}

/** What to do about a file that could not be read. */
const ADVICE: Record<FileFault, string> = {
  unsupported:
    'There is no text that could be read in this kind of file. Save it as DOCX, XLSX, PPTX or PDF, and upload that.',
  broken: 'The file is damaged, or not what its name says. Open it in its program, save it again, and upload that.',
  encrypted: 'The file is protected by a password. Upload it without.',
  'no-text': 'There is no text in the file, as in a scan. Run it through text recognition (OCR) first.',
  'too-many-pages': 'The document has too many pages. Upload a part of it.',
  'too-much-text': 'There is more text in the file than can be read. Upload a part of it.',
  'expands-too-far': 'The file expands to far more than its size, as no ordinary document does.',
  'too-slow': 'Reading the file takes too long. Upload a part of it, or save it as PDF.',
  'too-much-memory': 'Reading the file takes too much memory. Upload a part of it.',
  infected: 'The virus scanner found something in the file.',
  'scanner-unreachable': 'The virus scanner cannot be reached. The file waits for it.',
  'scanner-limit': 'The file is larger than the virus scanner takes. Upload a part of it, or ask an administrator.',
  'storage-full': 'There is no room for the text of the file. Delete some files, then have it read again.',
};

export class FileDto {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'report.pdf' })
  name: string;

  @ApiProperty({ example: 'application/pdf', description: 'By its content' })
  media_type: string;

  @ApiProperty({ enum: ['document', 'image'] })
  kind: 'document' | 'image';

  @ApiProperty({ description: 'Its whole size' })
  bytes: number;

  @ApiProperty({ description: 'So many bytes are there' })
  received: number;

  @ApiProperty({ type: String, nullable: true, description: 'SHA-256 in hexadecimal, once it is there' })
  sha256: string | null;

  @ApiProperty({
    enum: FILE_STATES,
    description: '`embedding` and `ready` can answer questions, the former by words alone; an image is `ready` at once',
  })
  state: FileState;

  @ApiProperty({ enum: FILE_FAULTS, nullable: true, description: 'Why it could not be read, or what it waits for' })
  fault: FileFault | null;

  @ApiProperty({ type: String, nullable: true, description: 'What to do about it' })
  detail: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Pages, slides or sections; null until it is known' })
  pages: number | null;

  @ApiProperty({ description: 'So many of them are read' })
  pages_done: number;

  @ApiProperty({ description: 'Length of its text' })
  characters: number;

  @ApiProperty({
    format: 'date-time',
    type: String,
    nullable: true,
    description: 'When it goes with its temporary chat',
  })
  expires_at: Date | null;

  @ApiProperty({ format: 'date-time' })
  created_at: Date;
}

export class ListedFileDto extends FileDto {
  @ApiProperty({ description: 'Chats of yours in which a question brings it along' })
  chats: number;
}

export class MessageFileDto implements FileReference {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'As it was called then' })
  name: string;

  @ApiProperty({ example: 'application/pdf' })
  media_type: string;
}

export class FilePageDto {
  @ApiProperty({ minimum: 1 })
  page: number;

  @ApiProperty({ type: String, nullable: true, description: 'Name of a sheet, title of a slide, heading of a section' })
  title: string | null;

  @ApiProperty()
  text: string;
}

export class FileStorageDto {
  @ApiProperty({ description: 'Bytes of your files' })
  bytes: number;

  @ApiProperty()
  max_bytes: number;

  @ApiProperty()
  files: number;

  @ApiProperty()
  max_files: number;

  @ApiProperty({ description: 'Bytes of the largest file that is taken' })
  max_file_bytes: number;
}

export const toFileDto = (file: KnowledgeFile): FileDto => ({
  id: file.id,
  name: file.name,
  media_type: file.media_type,
  kind: file.kind,
  bytes: Number(file.bytes),
  received: Number(file.received),
  sha256: file.sha256?.toString('hex') ?? null,
  state: file.state,
  fault: file.fault,
  detail: file.fault && ADVICE[file.fault],
  pages: file.pages,
  pages_done: file.pages_done,
  characters: file.characters,
  expires_at: file.expires_at,
  created_at: file.created_at,
});

export const toListedFileDto = (file: ListedFile): ListedFileDto => ({ ...toFileDto(file), chats: file.chats });

export const toFilePageDto = ({ page, title, text }: FilePage): FilePageDto => ({ page, title, text });
