import { matchesAt } from '../../query/findMatches';
import type { QueryKnowledge } from '../../query/knowledge';
import { parseQuery } from '../../query/query';
import { describeErrors } from '../../query/queryError';
import type { Trace } from '../../trace/trace';
import { DeviceNodes } from './deviceNodes';
import { parseFieldName, parsePageRange } from './guestNames';
import { findFact, pagesNode } from './syncPointNodes';
import type { VariableNode } from './variableNode';

/**
 * What an expression is as of a sync point: a page or some (`page 0x104`), a device or a field
 * (`cpu.0.regs.eax`), a fact (`dirtyPages`), or else a query, which is true or false.
 * @throws Error that tells the user what is wrong with it.
 */
export async function evaluate(
  trace: Trace,
  knowledge: QueryKnowledge,
  point: number,
  expression: string,
): Promise<VariableNode> {
  const text = expression.trim();
  const pages = parsePageRange(text);
  if (pages !== undefined) return pagesNode(trace, point, pages);
  const field = parseFieldName(text, knowledge.devices);
  if (field !== undefined) {
    const node = (await DeviceNodes.read(trace, point)).find(field);
    if (node !== undefined) return node;
  }
  const fact = await findFact(trace, point, text);
  if (fact !== undefined) return fact;
  const query = parseQuery(text, knowledge);
  if (!('test' in query)) throw new Error(describeErrors(query));
  return { name: text, value: String(await matchesAt(trace, query, point)), evaluateName: text };
}
