import { traceToJson } from '../../analysis/rows/traceJson';
import { summarize } from '../../analysis/summary';
import { formatHex } from '../../core/gfn';
import type { Answer, Question } from './answer';

/** The trace as a whole, and where the user is in it. */
export async function summaryAnswer(question: Question): Promise<Answer> {
  const { trace, file, position, signal } = question;
  const summary = await summarize(trace, () => signal.throwIfAborted());
  const { point, from, to, page } = position;
  return () => ({
    file,
    ...traceToJson(trace, summary),
    shown: { point, from, to, ...(page !== undefined && { gfn: formatHex(page) }) },
  });
}
