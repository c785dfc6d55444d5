import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiProblems, CurrentPrincipal, Roles } from '../../../common/access/access.decorators.js';
import type { Principal } from '../../../common/access/principal.js';
import { IdPipe } from '../../../common/http/validation.js';
import { NewPasskeyDto, PasskeyAddedDto, PasskeyDto, PasskeyNameDto, toPasskeyDto } from './passkeys.dto.js';
import { Passkeys } from './passkeys.service.js';

const UNKNOWN: [number, string] = [404, 'No such passkey of this account'];

@ApiTags('auth')
@Controller('api/auth/passkeys')
export class PasskeysController {
  constructor(private readonly passkeys: Passkeys) {}

  @Get()
  @Roles('user', { withoutSecondFactor: true })
  @ApiOperation({ summary: 'The own passkeys' })
  @ApiOkResponse({ type: [PasskeyDto] })
  async list(@CurrentPrincipal() caller: Principal): Promise<PasskeyDto[]> {
    return (await this.passkeys.list(caller.userId)).map(toPasskeyDto);
  }

  @Post('options')
  @Roles('user', { withoutSecondFactor: true })
  @HttpCode(200)
  @ApiOperation({ summary: 'What the browser needs to make a passkey', description: 'Needs a recent password.' })
  @ApiOkResponse({ schema: { type: 'object', additionalProperties: true } })
  @ApiProblems([400, 'The account has too many passkeys'], [409, 'Passkeys cannot be used at this address'])
  options(@CurrentPrincipal() caller: Principal, @Req() request: FastifyRequest): Promise<object> {
    return this.passkeys.options(caller, request);
  }

  @Post()
  @Roles('user', { withoutSecondFactor: true })
  @ApiOperation({
    summary: 'Add a passkey',
    description: 'Needs a recent password. The first factor of an account brings ten recovery codes along.',
  })
  @ApiCreatedResponse({ type: PasskeyAddedDto })
  @ApiProblems(
    [400, 'Invalid fields'],
    [401, 'The reply of the browser was not accepted'],
    [409, 'The passkey is registered already, or passkeys cannot be used at this address'],
  )
  async add(
    @CurrentPrincipal() caller: Principal,
    @Body() { name, passkey: reply }: NewPasskeyDto,
    @Req() request: FastifyRequest,
  ): Promise<PasskeyAddedDto> {
    const { passkey, recoveryCodes } = await this.passkeys.add(caller, name ?? 'Passkey', reply, request);
    return { passkey: toPasskeyDto(passkey), recovery_codes: recoveryCodes };
  }

  @Patch(':passkey_id')
  @Roles('user', { withoutSecondFactor: true })
  @ApiOperation({ summary: 'Rename a passkey' })
  @ApiOkResponse({ type: PasskeyDto })
  @ApiProblems([400, 'Invalid fields'], UNKNOWN)
  async rename(
    @CurrentPrincipal() caller: Principal,
    @Param('passkey_id', IdPipe) id: string,
    @Body() { name }: PasskeyNameDto,
    @Req() request: FastifyRequest,
  ): Promise<PasskeyDto> {
    return toPasskeyDto(await this.passkeys.rename(caller, id, name, request));
  }

  @Delete(':passkey_id')
  @Roles('user', { withoutSecondFactor: true })
  @HttpCode(204)
  @ApiOperation({ summary: 'Remove a passkey', description: 'Needs a recent password.' })
  @ApiNoContentResponse()
  @ApiProblems([400, 'The id is no UUID'], UNKNOWN)
  async remove(
    @CurrentPrincipal() caller: Principal,
    @Param('passkey_id', IdPipe) id: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.passkeys.remove(caller, id, request);
  }
}
