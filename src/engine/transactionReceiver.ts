import { ByteReader, type ByteSource } from '../core/byteReader';
import { KemariError } from '../core/errors';
import type { PageSpace } from '../core/guestMemory';
import { CAUSES, type Cause, type Output } from '../core/syncPoint';
import type { Frame, FrameType } from './frames';
import { readOutputs } from './outputsPayload';
import { decodePages, type PagesPart } from './pagesPayload';

/**
 * The receiving half of the transaction protocol, as a pure state machine: it buffers what belongs
 * to a transaction, and asks for it to be applied when all of it is there.
 *
 *     idle --BEGIN--> receiving --PAGES, DEVICES, OUTPUTS--> receiving --COMMIT--> applying --applied--> idle
 *
 * Ahead of the first transaction there may be IMAGE and DISK frames, which are taken at once; an IMAGE
 * frame without a payload is the last of them. There need be none before transaction 0, which then is
 * an image by itself.
 *
 * Everything else is an illegal transition and throws, which leaves the state given as it was. What is
 * thrown for a frame is a KemariError of kind `input`, since frames come from elsewhere.
 */
export type ReceiverState =
  | {
      readonly phase: 'idle';
      /** The transaction that must begin next. */
      readonly next: number;
      /** Where nothing is held yet: the IMAGE and DISK frames that have come. */
      readonly ahead?: FramesAhead;
    }
  | {
      readonly phase: 'receiving';
      readonly transaction: number;
      /** Index of the frame that must come next. */
      readonly index: number;
      readonly head: TransactionHead;
      readonly parts: readonly PagesPart[];
      readonly devices?: Uint8Array;
      readonly outputs?: readonly Output[];
    }
  | { readonly phase: 'applying'; readonly transaction: number };

/** Between two transactions. */
type Idle = Extract<ReceiverState, { phase: 'idle' }>;

/** IMAGE and DISK frames ahead of the first transaction. */
export interface FramesAhead {
  readonly count: number;
  /** Whether the last of them came: an IMAGE frame without a payload. */
  readonly whole: boolean;
}

/** What BEGIN says; see {@link TransactionContent}. */
export interface TransactionHead {
  readonly cause: Cause;
  readonly inputCursorUs: number;
  readonly releasedBelow: number;
}

/** A whole transaction. Pages and devices are borrowed from the link, outputs are copies. */
export interface Transaction extends TransactionHead {
  readonly transaction: number;
  readonly parts: readonly PagesPart[];
  readonly devices: Uint8Array;
  readonly outputs: readonly Output[];
}

export type ReceiverEvent =
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** The standby holds the whole transaction now. */
  | { readonly kind: 'applied' };

export type ReceiverEffect =
  /** Pages ahead of the first transaction; they are borrowed from the link. */
  | { readonly kind: 'preload'; readonly part: PagesPart }
  /** A part of the disk ahead of the first transaction; it is borrowed from the link. */
  | { readonly kind: 'preload disk'; readonly offset: number; readonly data: Uint8Array }
  /** These outputs have left; failover need not repeat them. */
  | { readonly kind: 'released'; readonly below: number }
  | { readonly kind: 'apply'; readonly transaction: Transaction }
  | { readonly kind: 'acknowledge'; readonly transaction: number };

export interface ReceiverStep {
  readonly state: ReceiverState;
  readonly effects: readonly ReceiverEffect[];
}

/** Where a receiver starts: nothing was committed, transaction 0 must come first. */
export const RECEIVER_START = startingWith(0);

/**
 * Where a receiver goes on over another link.
 * @param next the transaction that must begin next.
 * @param holds whether it holds everything before that; if not, IMAGE and DISK frames may come first.
 */
export function receiverAt(next: number, holds: boolean): ReceiverState {
  return holds ? { phase: 'idle', next } : startingWith(next);
}

function startingWith(next: number): ReceiverState {
  return { phase: 'idle', next, ahead: { count: 0, whole: false } };
}

const NO_EFFECTS: readonly ReceiverEffect[] = [];

/** One transition. @param guest the memory map that pages must lie in. */
export function receive(
  state: ReceiverState,
  event: ReceiverEvent,
  guest: PageSpace,
): ReceiverStep {
  if (event.kind === 'applied') {
    if (state.phase !== 'applying') {
      throw new Error(`a transaction was applied while the receiver was ${state.phase}`);
    }
    const { transaction } = state;
    return {
      state: { phase: 'idle', next: transaction + 1 },
      effects: [{ kind: 'acknowledge', transaction }],
    };
  }
  const { frame } = event;
  switch (state.phase) {
    case 'idle':
      if (frame.type === 'image' || frame.type === 'disk') return preload(state, frame, guest);
      return begin(state, frame);
    case 'receiving':
      return proceed(state, frame, guest);
    case 'applying':
      throw unexpected(frame, `nothing while transaction ${state.transaction} is applied`);
  }
}

function preload({ next, ahead }: Idle, frame: Frame, guest: PageSpace): ReceiverStep {
  if (!ahead || ahead.whole) throw unexpected(frame, `BEGIN of transaction ${next}`);
  const { count } = ahead;
  expectFrame(frame, ['image', 'disk', 'begin'], next, count);
  const whole = frame.type === 'image' && frame.payload.length === 0;
  const state: Idle = { phase: 'idle', next, ahead: { count: count + 1, whole } };
  if (whole) return { state, effects: NO_EFFECTS };
  const source = sourceOf(frame);
  if (frame.type === 'disk') {
    const reader = new ByteReader(frame.payload, source);
    const offset = reader.u64('place on the disk');
    const data = reader.bytes(reader.remaining, 'part of the disk');
    return { state, effects: [{ kind: 'preload disk', offset, data }] };
  }
  const part = decodePages(frame.payload, source, guest, -1);
  return { state, effects: [{ kind: 'preload', part }] };
}

function begin({ next, ahead }: Idle, frame: Frame): ReceiverStep {
  if (ahead && !ahead.whole && (ahead.count > 0 || next > 0)) {
    throw unexpected(frame, 'the rest of the image');
  }
  expectFrame(frame, ['begin'], next, 0);
  const reader = new ByteReader(frame.payload, sourceOf(frame));
  const causeIndex = reader.u32('cause');
  if (causeIndex >= CAUSES.length) {
    throw reader.unexpected(`a cause below ${CAUSES.length}`, String(causeIndex));
  }
  const reserved = reader.u32('reserved');
  if (reserved !== 0) throw reader.unexpected('0 behind the cause', String(reserved));
  const inputCursorUs = reader.f64('time of inputs');
  if (!(inputCursorUs >= -1) || inputCursorUs === Infinity) {
    throw reader.unexpected('a guest time', String(inputCursorUs));
  }
  const releasedBelow = reader.u64('released transactions');
  if (releasedBelow > next) {
    throw reader.unexpected(`at most ${next} released transactions`, String(releasedBelow));
  }
  reader.end();
  const head = { cause: CAUSES[causeIndex], inputCursorUs, releasedBelow };
  return {
    state: { phase: 'receiving', transaction: next, index: 1, head, parts: [] },
    effects: [{ kind: 'released', below: releasedBelow }],
  };
}

type Receiving = Extract<ReceiverState, { phase: 'receiving' }>;

/** Frames that may follow, in the order BEGIN, PAGES..., DEVICES, OUTPUTS, COMMIT. */
function followers(state: Receiving): readonly FrameType[] {
  if (state.outputs) return ['commit'];
  if (state.devices) return ['outputs'];
  return ['pages', 'devices'];
}

function proceed(state: Receiving, frame: Frame, guest: PageSpace): ReceiverStep {
  expectFrame(frame, followers(state), state.transaction, state.index);
  const source = sourceOf(frame);
  const index = state.index + 1;
  switch (frame.type) {
    case 'pages': {
      const after = state.parts.at(-1)?.lastGfn ?? -1;
      const part = decodePages(frame.payload, source, guest, after);
      return { state: { ...state, index, parts: [...state.parts, part] }, effects: NO_EFFECTS };
    }
    case 'devices':
      return { state: { ...state, index, devices: frame.payload }, effects: NO_EFFECTS };
    case 'outputs': {
      const outputs = readOutputs(frame.payload, source);
      return { state: { ...state, index, outputs }, effects: NO_EFFECTS };
    }
    default:
      return commit(state, frame, source);
  }
}

function commit(state: Receiving, frame: Frame, source: ByteSource): ReceiverStep {
  const { transaction, head, parts, devices, outputs } = state;
  if (!devices || !outputs) throw unexpected(frame, 'devices and outputs before COMMIT');
  const reader = new ByteReader(frame.payload, source);
  const sum = (pages: (part: PagesPart) => number): number =>
    parts.reduce((total, part) => total + pages(part), 0);
  const counts = [
    { what: 'frames', received: state.index },
    { what: 'pages with content', received: sum((part) => part.dataGfns.length) },
    { what: 'zero pages', received: sum((part) => part.zeroPages) },
  ];
  for (const { what, received } of counts) {
    const sent = reader.u32(what);
    if (sent !== received) throw reader.unexpected(`${received} ${what}, as received`, `${sent}`);
  }
  reader.end();
  return {
    state: { phase: 'applying', transaction },
    effects: [{ kind: 'apply', transaction: { transaction, ...head, parts, devices, outputs } }],
  };
}

function expectFrame(
  frame: Frame,
  types: readonly FrameType[],
  transaction: number,
  index: number,
): void {
  if (!types.includes(frame.type) || frame.transaction !== transaction || frame.index !== index) {
    const names = types.map((type) => type.toUpperCase()).join(' or ');
    throw unexpected(frame, `${names} as frame ${index} of transaction ${transaction}`);
  }
}

function sourceOf({ type, transaction, offset }: Frame): ByteSource {
  return { file: 'link', record: `${type.toUpperCase()} of transaction ${transaction}`, offset };
}

function unexpected({ type, transaction, index, offset }: Frame, expected: string): KemariError {
  const found = `${type.toUpperCase()} as frame ${index} of transaction ${transaction}`;
  return new KemariError(
    'input',
    `link: at offset ${offset}: expected ${expected}, found ${found}`,
    { offset },
  );
}
