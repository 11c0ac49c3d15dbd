import { KemariError } from '../../core/errors';
import { OUTPUT_KINDS, type Cause } from '../../core/syncPoint';
import type { Trace } from '../../trace/trace';
import { pageCosts, type PageCosts } from './costs';
import { guestProgress } from '../report/guestClock';
import { SLICE_GUEST_US } from './limits';
import { PipelinedModel } from './pipelinedModel';
import { PredictionFigures, type Prediction } from './prediction';
import type { WhatIfQuestion } from './question';
import { StandingModel } from './standingModel';
import { stepsOf, type StepRange } from './steps';

/** A recorded run as it was, and as it would have been. */
export interface WhatIf {
  readonly question: WhatIfQuestion;
  readonly costs: PageCosts;
  /** The recording, by the same figures. */
  readonly recorded: Prediction;
  readonly predicted: Prediction;
}

/**
 * Thinks a recorded guest under another link, in another mode, with other taps or another encoding of
 * pages. What is assumed is told in docs/whatif.md.
 *
 * @param range of its sync points; the first image is none of them.
 * @param progress told how much is done, from 0 to 1; ends it by throwing.
 * @throws KemariError of kind `usage` if the recording cannot answer the question.
 */
export async function whatIf(
  trace: Trace,
  range: StepRange,
  question: WhatIfQuestion,
  progress: (share: number) => void = () => undefined,
): Promise<WhatIf> {
  const part = (number: number) => (share: number) => progress((number + share) / PARTS);
  await refuseUnanswerable(trace, range, question, part(0));
  const costs = await pageCosts(trace, range, question.encoding, part(1));
  const { mode } = trace.header;
  const asRecorded: WhatIfQuestion = { mode, intervalUs: 0, link: { rttUs: 0 } };
  if (mode !== 'periodic') {
    const recorded = await run(trace, range, asRecorded, costs, part(2));
    return {
      question,
      costs,
      recorded,
      predicted: await run(trace, range, question, costs, part(3)),
    };
  }
  // Each recorded point is one by the clock, whenever it came; when its outputs came is not known.
  const recorded = await run(trace, range, asStanding(asRecorded), costs, part(2));
  const predicted = await run(trace, range, asStanding(question), costs, part(3));
  return {
    question,
    costs,
    recorded: withoutLatency(recorded),
    predicted: withoutLatency(predicted),
  };
}

const PARTS = 4;

function asStanding(question: WhatIfQuestion): WhatIfQuestion {
  return { ...question, mode: 'stop-and-copy' };
}

function withoutLatency({ outputLatencyUs: _, ...rest }: Prediction): Prediction {
  return rest;
}

async function run(
  trace: Trace,
  range: StepRange,
  question: WhatIfQuestion,
  costs: PageCosts,
  progress: (share: number) => void,
): Promise<Prediction> {
  const figures = new PredictionFigures();
  const sliceUs = await sliceUsOf(trace, range);
  const tools = { trace, costs, encoding: question.encoding, sliceUs };
  const Model = question.mode === 'pipelined' ? PipelinedModel : StandingModel;
  const model = new Model(tools, question, figures);
  for await (const step of stepsOf(trace, range, progress)) await model.step(step);
  return figures.prediction;
}

/** How long the engine's slices of guest time took in a range. */
async function sliceUsOf(trace: Trace, range: StepRange): Promise<number> {
  const before = guestProgress(await trace.devices(range.from - 1));
  const after = guestProgress(await trace.devices(range.to));
  if (before === undefined || after === undefined) return SLICE_GUEST_US;
  const guestUs = after.guestUs - before.guestUs;
  if (guestUs <= 0) return SLICE_GUEST_US;
  let runUs = 0;
  for await (const step of stepsOf(trace, range)) runUs += step.runUs;
  return Math.max(1, (SLICE_GUEST_US * runUs) / guestUs);
}

async function refuseUnanswerable(
  trace: Trace,
  range: StepRange,
  { mode, tap }: WhatIfQuestion,
  progress: (share: number) => void,
): Promise<void> {
  const { name, header } = trace;
  const refuse = (why: string): KemariError =>
    new KemariError('usage', `${name}: ${why}`, { file: name });
  const again = 'record the workload in mode stop-and-copy, with all taps';
  if (header.mode === 'pipelined') {
    throw refuse(
      `a recording in mode pipelined does not tell how long copying and the passive took; ${again}`,
    );
  }
  if (header.mode === 'periodic' && (mode !== 'periodic' || tap !== undefined)) {
    throw refuse(
      `a recording in mode periodic does not tell when output came within an epoch; ${again}`,
    );
  }
  if (tap === undefined) return;
  const held = new Set<Cause>();
  const causes = new Set<Cause>();
  for await (const step of stepsOf(trace, range, progress)) {
    causes.add(step.cause);
    for (const { kind } of step.outputs) held.add(kind);
  }
  const wanted = tap.find(
    (cause) => !causes.has(cause) && (held.has(cause) || !OUTPUT_KINDS.some((k) => k === cause)),
  );
  if (wanted === undefined) return;
  throw refuse(`${wanted} was no sync point in this recording, so it is not known when; ${again}`);
}
