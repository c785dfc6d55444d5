import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { HeaderAPIKeyStrategy } from 'passport-headerapikey';
import type { Principal } from '../../common/access/principal.js';
import { PrincipalService } from './principal.service.js';

@Injectable()
export class ApiKeyStrategy extends PassportStrategy(HeaderAPIKeyStrategy, 'headerapikey') {
  constructor(private readonly principals: PrincipalService) {
    super({ header: 'X-API-Key', prefix: '' }, false);
  }

  validate(key: string): Promise<Principal> {
    return this.principals.fromKey(key);
  }
}
