import { KemariError, messageOf } from '../core/errors';
import type { Crc32 } from '../core/ports';
import { FrameReader, maxPayloadBytes, wholeFrame, type Frame } from './frames';
import { checkPair, decodeHello, encodeHello, type Hello } from './hello';
import type { Link } from './link';

/** The other end will not be the other half of this pair, and asking again would not help. */
export class PeerRefusal extends KemariError {
  constructor(message: string) {
    super('input', message);
  }
}

/**
 * The active's half: says HELLO over a new link, and hears the passive's.
 * @throws PeerRefusal if the passive refuses, or the two cannot be a pair; KemariError of kind `input`
 *   if the link breaks.
 */
export async function introduce(link: Link, own: Hello, crc32: Crc32): Promise<Hello> {
  await link.send(wholeFrame(crc32, 'hello', 0, encodeHello(own)));
  const answer = await helloFrame(link, crc32);
  if (answer.type === 'nack') {
    throw new PeerRefusal(`${link.peer} refuses: ${new TextDecoder().decode(answer.payload)}`);
  }
  try {
    const theirs = decodeHello(answer.payload, link.peer);
    checkPair(own, theirs, link.peer);
    return theirs;
  } catch (error) {
    throw new PeerRefusal(messageOf(error));
  }
}

/**
 * The passive's half: hears HELLO over a new link, and answers with its own or says why not. What is no
 * HELLO is not answered: it may be one that was damaged on the way, and asking again will help.
 * @param answer decides, {@link checkPair} included; what it throws as a KemariError is told to the
 *   active.
 * @throws KemariError of kind `input` if the link breaks, or the active was refused.
 */
export async function welcome(
  link: Link,
  answer: (theirs: Hello) => Promise<Hello>,
  crc32: Crc32,
): Promise<Hello> {
  const { payload } = await helloFrame(link, crc32);
  try {
    const theirs = decodeHello(payload, link.peer);
    const own = await answer(theirs);
    await link.send(wholeFrame(crc32, 'hello', 0, encodeHello(own)));
    return theirs;
  } catch (error) {
    if (error instanceof KemariError) {
      const text = new TextEncoder().encode(error.message).subarray(0, maxPayloadBytes('nack'));
      await link.send(wholeFrame(crc32, 'nack', 0, text)).catch(() => undefined);
    }
    throw error;
  }
}

/** A HELLO whose checksums fit, or a NACK in its place. */
async function helloFrame(link: Link, crc32: Crc32): Promise<Frame> {
  const bytes = await link.receive();
  if (!bytes) throw new KemariError('input', `${link.peer} closed the link without a HELLO`);
  const [frame, ...more] = new FrameReader(crc32, link).read(bytes);
  if ((frame.type !== 'hello' && frame.type !== 'nack') || more.length > 0) {
    throw new KemariError('input', `${link.peer} did not begin with a HELLO alone`);
  }
  return frame;
}
