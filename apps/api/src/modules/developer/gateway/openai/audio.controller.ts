import { Body, Controller, HttpCode, Post, Res, type StreamableFile } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../../../common/access/principal.js';
import { CurrentPrincipal, Roles } from '../../../../common/access/access.decorators.js';
import { PrincipalWatch } from '../../../auth/index.js';
import { AudioService, type AudioSite } from '../../../inference/index.js';
import { nameIgnored } from '../gateway.reply.js';
import { ignoredFields } from '../field-table.js';
import { bodyOf, isNumber, isText, optional, refuse, required } from '../fields.js';
import { SPEECH_FIELDS, SPEECH_REQUEST, TRANSCRIPT, TRANSCRIPTION_FIELDS, UPLOAD } from './audio.schemas.js';

/** Longest text that is read aloud in one request, in characters. */
const MAX_INPUT_CHARS = 20_000;

/** OpenAI's audio API, passed on to the audio server of this installation. */
@ApiTags('openai')
@Controller('v1/audio')
export class OpenAiAudioController {
  constructor(
    private readonly audio: AudioService,
    private readonly rights: PrincipalWatch,
  ) {}

  @Post('speech')
  @Roles('developer', { scope: 'audio' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Read a text aloud', description: 'The sound comes as the audio server makes it.' })
  @ApiBody({ schema: SPEECH_REQUEST })
  @ApiOkResponse({ content: { 'audio/*': { schema: { type: 'string', format: 'binary' } } } })
  speech(
    @CurrentPrincipal() caller: Principal,
    @Body() raw: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const body = bodyOf(raw);
    nameIgnored(reply, ignoredFields(body, SPEECH_FIELDS));
    const input = required(body, 'input');
    if (input.length > MAX_INPUT_CHARS) throw refuse('input', `must have at most ${MAX_INPUT_CHARS} characters`);
    return this.audio.speech(
      caller,
      {
        model: required(body, 'model'),
        input,
        voice: body.voice ?? undefined,
        response_format: optional(body, 'response_format', isText, 'a text'),
        instructions: optional(body, 'instructions', isText, 'a text'),
        stream_format: optional(body, 'stream_format', isText, 'a text'),
        speed: optional(body, 'speed', isNumber, 'a number'),
      },
      this.siteOf(reply),
    );
  }

  @Post('transcriptions')
  @Roles('developer', { scope: 'audio' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Write down what is said', description: 'Recordings of up to 25 MiB.' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD })
  @ApiOkResponse(TRANSCRIPT)
  transcriptions(
    @CurrentPrincipal() caller: Principal,
    @Body() upload: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return this.write(caller, 'transcriptions', upload, reply);
  }

  @Post('translations')
  @Roles('developer', { scope: 'audio' })
  @HttpCode(200)
  @ApiOperation({ summary: 'Write down in English what is said', description: 'Recordings of up to 25 MiB.' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: UPLOAD })
  @ApiOkResponse(TRANSCRIPT)
  translations(
    @CurrentPrincipal() caller: Principal,
    @Body() upload: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    return this.write(caller, 'translations', upload, reply);
  }

  private write(caller: Principal, task: 'transcriptions' | 'translations', upload: unknown, reply: FastifyReply) {
    const onIgnored = (names: string[]) => nameIgnored(reply, names);
    return this.audio.write(caller, task, upload, { fields: TRANSCRIPTION_FIELDS, onIgnored }, this.siteOf(reply));
  }

  private siteOf = (reply: FastifyReply): AudioSite => ({ reply, role: 'developer', rights: this.rights });
}
