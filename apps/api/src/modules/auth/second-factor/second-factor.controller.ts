import { Body, Controller, Delete, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { OwnSecondFactor } from './own-second-factor.service.js';
import { RecoveryCodesDto, SecondFactorDto, TotpCodeDto, TotpSecretDto } from './second-factor.dto.js';

@ApiTags('auth')
@Controller('api/auth')
export class SecondFactorController {
  constructor(private readonly own: OwnSecondFactor) {}

  @Get('second-factor')
  @Roles('user', { withoutSecondFactor: true })
  @ApiOperation({ summary: 'What the account has set up beside its password' })
  @ApiOkResponse({ type: SecondFactorDto })
  state(@CurrentPrincipal() caller: Principal, @Req() request: FastifyRequest): Promise<SecondFactorDto> {
    return this.own.state(caller, request);
  }

  @Post('totp')
  @Roles('user', { withoutSecondFactor: true })
  @HttpCode(200)
  @ApiOperation({
    summary: 'A new secret for an authenticator app',
    description: 'Needs a recent password. It counts once a code confirms it; an app set up before counts until then.',
  })
  @ApiOkResponse({ type: TotpSecretDto })
  beginTotp(@CurrentPrincipal() caller: Principal, @Req() request: FastifyRequest): Promise<TotpSecretDto> {
    return this.own.beginTotp(caller, request);
  }

  @Post('totp/confirm')
  @Roles('user', { withoutSecondFactor: true })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Confirm the authenticator app with a code',
    description: 'Needs a recent password. The first factor of an account brings ten recovery codes along.',
  })
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiProblems([400, 'Not six digits'], [401, 'A wrong code'], [409, 'Nothing waits to be confirmed'])
  async confirmTotp(
    @CurrentPrincipal() caller: Principal,
    @Body() { code }: TotpCodeDto,
    @Req() request: FastifyRequest,
  ): Promise<RecoveryCodesDto> {
    return { recovery_codes: await this.own.confirmTotp(caller, code, request) };
  }

  @Delete('totp')
  @Roles('user', { withoutSecondFactor: true })
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove the authenticator app', description: 'Needs a recent password.' })
  @ApiNoContentResponse()
  @ApiProblems([409, 'No authenticator app is set up'])
  async removeTotp(@CurrentPrincipal() caller: Principal, @Req() request: FastifyRequest): Promise<void> {
    await this.own.removeTotp(caller, request);
  }

  @Post('recovery-codes')
  @Roles('user', { withoutSecondFactor: true })
  @HttpCode(200)
  @ApiOperation({
    summary: 'Ten new recovery codes',
    description: 'Needs a recent password. The old ones stop working.',
  })
  @ApiOkResponse({ type: RecoveryCodesDto })
  @ApiProblems([409, 'No second factor is set up'])
  async renewRecoveryCodes(
    @CurrentPrincipal() caller: Principal,
    @Req() request: FastifyRequest,
  ): Promise<RecoveryCodesDto> {
    return { recovery_codes: await this.own.renewRecoveryCodes(caller, request) };
  }
}
