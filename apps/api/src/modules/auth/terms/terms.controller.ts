import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { LogService } from '../../logging/index.js';
import { Terms } from './terms.service.js';

export class AcceptedTermsDto {
  @ApiProperty({ example: 3 })
  version: number;

  @ApiProperty({ type: String, format: 'date-time' })
  accepted_at: Date;
}

class TermsDto {
  @ApiProperty({ type: Number, nullable: true, example: 3, description: 'null: nothing was published' })
  version: number | null;

  @ApiProperty({ description: 'Markdown' })
  text: string;

  @ApiProperty({
    description: 'Whether everybody must have accepted this version; else other routes answer `auth.terms-required`',
  })
  required: boolean;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  published_at: Date | null;

  @ApiProperty({ type: [AcceptedTermsDto], description: 'The versions that you have accepted, the newest first' })
  accepted: AcceptedTermsDto[];
}

class AcceptTermsDto {
  @ApiProperty({ minimum: 1, example: 3, description: 'The version that you have read' })
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  version: number;
}

/** The terms of use, for those who have yet to accept them too. */
@ApiTags('auth')
@Controller('api/auth/terms')
export class TermsController {
  constructor(
    private readonly terms: Terms,
    private readonly log: LogService,
  ) {}

  @Get()
  @Roles('user', { withoutTerms: true, withoutSecondFactor: true })
  @ApiOperation({ summary: 'The terms of use, and what you have accepted' })
  @ApiOkResponse({ type: TermsDto })
  async read(@CurrentPrincipal() caller: Principal): Promise<TermsDto> {
    const [current, accepted] = await Promise.all([this.terms.current(), this.terms.acceptances(caller.userId)]);
    return {
      version: current?.version ?? null,
      text: current?.text ?? '',
      required: current?.is_required ?? false,
      published_at: current?.published_at ?? null,
      accepted: accepted.map(({ version, accepted_at }) => ({ version, accepted_at })),
    };
  }

  @Post('accept')
  @Roles('user', { withoutTerms: true, withoutSecondFactor: true })
  @HttpCode(200)
  @ApiOperation({ summary: 'Accept the terms of use' })
  @ApiOkResponse({ type: TermsDto })
  @ApiProblems([409, 'This is not the current version'])
  async accept(
    @CurrentPrincipal() caller: Principal,
    @Body() { version }: AcceptTermsDto,
    @Req() request: FastifyRequest,
  ): Promise<TermsDto> {
    await this.terms.accept(caller.userId, version, (manager) =>
      this.log.audit(request, { action: 'auth.terms-accepted', metadata: { version } }, manager),
    );
    return this.read(caller);
  }
}
