import { createCipheriv, createECDH, hkdfSync, randomBytes, sign, createPrivateKey, type KeyObject } from 'node:crypto';

const CURVE = 'prime256v1';
const RECORD_BYTES = 4_096;
/** Services refuse tokens that are valid for more than a day. */
const TOKEN_SECONDS = 12 * 3_600;

/** What a browser gives with its subscription, in base64url. */
export interface PushKeys {
  /** Its public key: 65 bytes, an uncompressed point of P-256. */
  p256dh: string;
  /** 16 bytes that only the browser and we know. */
  auth: string;
}

const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
const derive = (key: Buffer, salt: Buffer, info: string | Buffer, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', key, salt, info, length));

/** Whether the keys can be encrypted for. */
export function areKeys({ p256dh, auth }: PushKeys): boolean {
  try {
    const ecdh = createECDH(CURVE);
    ecdh.generateKeys();
    ecdh.computeSecret(bytes(p256dh));
    return bytes(p256dh).length === 65 && bytes(auth).length === 16;
  } catch {
    return false;
  }
}

/** A message that only the browser can read (RFC 8291, `aes128gcm` of RFC 8188), in one record. */
export function encrypt(text: string, { p256dh, auth }: PushKeys): Buffer {
  const ecdh = createECDH(CURVE);
  const own = ecdh.generateKeys();
  const theirs = bytes(p256dh);
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, own]);
  const input = derive(ecdh.computeSecret(theirs), bytes(auth), info, 32);
  const salt = randomBytes(16);
  const key = derive(input, salt, 'Content-Encoding: aes128gcm\0', 16);
  const nonce = derive(input, salt, 'Content-Encoding: nonce\0', 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  // The sign 2 ends the last record.
  const data = Buffer.concat([cipher.update(Buffer.from(`${text}\x02`)), cipher.final(), cipher.getAuthTag()]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(RECORD_BYTES);
  head.writeUInt8(own.length, 4);
  return Buffer.concat([salt, head, own, data]);
}

/** The server's own key (VAPID, RFC 8292): a service delivers only what the key of the subscription has signed. */
export class SenderKey {
  /** Base64url of the uncompressed point, as browsers take it. */
  readonly publicKey: string;
  private readonly privateKey: KeyObject;

  /** @param secret 32 bytes; they are the private key */
  constructor(secret: Buffer) {
    const ecdh = createECDH(CURVE);
    ecdh.setPrivateKey(secret);
    const point = ecdh.getPublicKey();
    this.publicKey = point.toString('base64url');
    this.privateKey = createPrivateKey({
      format: 'jwk',
      key: {
        kty: 'EC',
        crv: 'P-256',
        d: secret.toString('base64url'),
        x: point.subarray(1, 33).toString('base64url'),
        y: point.subarray(33).toString('base64url'),
      },
    });
  }

  /** The `Authorization` header for a service. @param contact an https or mailto address */
  authorization(origin: string, contact: string): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const exp = Math.floor(Date.now() / 1_000) + TOKEN_SECONDS;
    const signed = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: origin, exp, sub: contact })}`;
    const signature = sign('sha256', Buffer.from(signed), { key: this.privateKey, dsaEncoding: 'ieee-p1363' });
    return `vapid t=${signed}.${signature.toString('base64url')}, k=${this.publicKey}`;
  }
}
