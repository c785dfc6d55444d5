import { Inject, Injectable } from '@nestjs/common';
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { ENV, type Env } from '../config/env.js';
import { JWT_KEY } from '../config/secrets.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts secrets of the database with AES-256-GCM: those of authenticator apps and of webhooks, and the
 * keys of model servers. The
 * server needs their text, while a copy of the database alone must not give it. The key derives from the JWT secret, so
 * another JWT secret makes them unreadable, unless the one before is given as well.
 */
@Injectable()
export class SecretBox {
  private readonly key: Buffer;
  private readonly previousKey: Buffer | undefined;

  constructor(@Inject(JWT_KEY) jwtKey: string, @Inject(ENV) { JWT_SECRET_PREVIOUS: previous }: Env) {
    this.key = derived(jwtKey);
    this.previousKey = previous === undefined ? undefined : derived(previous);
  }

  /** Whether boxes of the key before may exist, which are worth sealing anew. */
  get isChanging(): boolean {
    return this.previousKey !== undefined;
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
    return opened(this.key, box, owner) ?? (this.previousKey && opened(this.previousKey, box, owner));
  }
}

const derived = (jwtKey: string): Buffer => Buffer.from(hkdfSync('sha256', jwtKey, '', 'second factor secrets', 32));

function opened(key: Buffer, box: Buffer, owner: string): string | undefined {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, box.subarray(0, NONCE_BYTES), {
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
