import { Inject, Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { JWT_KEY } from '../jwt.strategy.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts TOTP secrets with AES-256-GCM, because the server needs their text while a copy of the database alone must
 * not give it. The key derives from the JWT secret, so another JWT secret makes them unreadable.
 */
@Injectable()
export class SecretBox {
  private readonly key: Buffer;

  constructor(@Inject(JWT_KEY) jwtKey: string) {
    this.key = Buffer.from(hkdfSync('sha256', jwtKey, '', 'second factor secrets', 32));
  }

  /** @param owner id that has to be given again to open it, so that no row can take the place of another */
  seal(text: string, owner: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(Buffer.from(owner));
    const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), data]);
  }

  /** @returns `undefined` when it was sealed under another key or for somebody else */
  open(box: Buffer, owner: string): string | undefined {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, box.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
        .setAAD(Buffer.from(owner))
        .setAuthTag(box.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const data = box.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}
