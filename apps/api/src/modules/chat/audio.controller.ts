import { Body, Controller, Get, HttpCode, Inject, Post, Res, type StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  type ApiBodyOptions,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiTags,
} from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { Principal } from '../../common/access/principal.js';
import { ApiProblems, CurrentPrincipal, Roles } from '../../common/access/access.decorators.js';
import { ENV, type Env } from '../../config/env.js';
import { PrincipalWatch } from '../auth/index.js';
import { AudioService, type AudioSite } from '../inference/index.js';

export class AudioDto {
  @ApiProperty({ description: 'Whether this portal reads texts aloud and writes recordings down' })
  available: boolean;
}

export class ReadAloudDto {
  @ApiProperty({ maxLength: 20_000, example: 'The sky is blue.' })
  @IsString()
  @IsNotEmpty({ message: 'must not be empty' })
  @MaxLength(20_000)
  text: string;
}

class TranscriptDto {
  @ApiProperty()
  text: string;
}

const FORM: Extract<ApiBodyOptions, { schema: unknown }>['schema'] = {
  type: 'object',
  required: ['file'],
  properties: {
    file: { type: 'string', format: 'binary', description: 'The recording, up to 25 MiB' },
    language: { type: 'string', description: 'ISO 639-1, such as de', example: 'de' },
  },
};

const NONE: [number, string] = [404, 'No audio server is configured'];

/** Reading aloud and dictation for people in the chat, with the models that the portal is configured for. */
@ApiTags('chat')
@Controller('api/audio')
export class AudioController {
  constructor(
    private readonly audio: AudioService,
    private readonly rights: PrincipalWatch,
    @Inject(ENV) private readonly env: Env,
  ) {}

  @Get()
  @Roles('user')
  @ApiOperation({ summary: 'Whether there is an audio server' })
  @ApiOkResponse({ type: AudioDto })
  get(): AudioDto {
    return { available: this.audio.hasServer };
  }

  @Post('speech')
  @Roles('user')
  @HttpCode(200)
  @ApiOperation({ summary: 'Read a text aloud' })
  @ApiOkResponse({ content: { 'audio/*': { schema: { type: 'string', format: 'binary' } } } })
  @ApiProblems(NONE)
  speech(
    @CurrentPrincipal() caller: Principal,
    @Body() { text }: ReadAloudDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    this.audio.requireServer();
    const { AUDIO_SPEECH_MODEL: model, AUDIO_SPEECH_VOICE: voice } = this.env;
    return this.audio.speech(caller, { model, voice, input: text, response_format: 'mp3' }, this.siteOf(reply));
  }

  @Post('transcriptions')
  @Roles('user')
  @HttpCode(200)
  @ApiOperation({ summary: 'Write down what is said', description: 'The recording is kept nowhere.' })
  @ApiConsumes('multipart/form-data')
  @ApiBody({ schema: FORM })
  @ApiOkResponse({ type: TranscriptDto })
  @ApiProblems([413, 'Larger than 25 MiB'], NONE)
  transcriptions(
    @CurrentPrincipal() caller: Principal,
    @Body() upload: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    this.audio.requireServer();
    const { AUDIO_TRANSCRIPTION_MODEL: model } = this.env;
    return this.audio.write(caller, 'transcriptions', upload, { fields: ['language'], model }, this.siteOf(reply));
  }

  private siteOf = (reply: FastifyReply): AudioSite => ({ reply, role: 'user', rights: this.rights });
}
