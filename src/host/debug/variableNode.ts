import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DataTarget } from './dataTarget';

/** Something with a name and a value that the client shows in a tree. It never changes. */
export interface VariableNode {
  readonly name: string;
  readonly value: string;
  /** More about the value, such as what it was before. */
  readonly type?: string;
  /** The expression that gives the same. */
  readonly evaluateName?: string;
  /** Where its bytes can be read. */
  readonly memoryReference?: string;
  /** What a breakpoint on it watches. */
  readonly target?: DataTarget;
  readonly children?: VariableChildren;
}

/** What is below a node, made when it is asked for. */
export interface VariableChildren {
  /** How many there are, where the client may ask for some of them. */
  readonly indexed?: number;
  /** All of them; or, if they are indexed, `count` from `start` on. */
  read(start: number, count: number): Promise<readonly VariableNode[]>;
}

/** Children that are there already. */
export function childrenOf(nodes: readonly VariableNode[]): VariableChildren {
  return { read: () => Promise.resolve(nodes) };
}

/** References that are kept: more than a client shows at once. The oldest are forgotten. */
const MOST_HANDLES = 8192;

/** Most indexed nodes that are read at once. */
const MOST_READ = 4096;

/**
 * Gives nodes the numbers by which a client asks for what is below them. A number stays good when the
 * position moves: what it stands for is the state at one sync point.
 */
export class VariableHandles {
  readonly #children = new Map<number, VariableChildren>();
  /** What was handed out last below a number, to find one of them by its name. */
  readonly #read = new Map<number, readonly VariableNode[]>();
  #next = 1;

  /** The number of what is below a node; 0 if there is nothing. */
  referenceOf(children: VariableChildren | undefined): number {
    if (children === undefined) return 0;
    const reference = this.#next++;
    this.#children.set(reference, children);
    const oldest = reference - MOST_HANDLES;
    this.#children.delete(oldest);
    this.#read.delete(oldest);
    return reference;
  }

  /**
   * What is below a number.
   * @param count of indexed children; undefined: all from `start` on.
   * @throws RangeError if the number is none, or was forgotten.
   */
  async children(reference: number, start = 0, count?: number): Promise<readonly VariableNode[]> {
    const children = this.#children.get(reference);
    if (children === undefined) throw new RangeError(`there are no variables ${reference}`);
    const { indexed } = children;
    const most = indexed === undefined ? Infinity : Math.max(0, indexed - start);
    const nodes = await children.read(start, Math.min(most, count ?? most, MOST_READ));
    this.#read.set(reference, nodes);
    return nodes;
  }

  /** The node of a name that was handed out below a number. */
  find(reference: number, name: string): VariableNode | undefined {
    return this.#read.get(reference)?.find((node) => node.name === name);
  }

  /** The node as the client is told of it. */
  variable(node: VariableNode): DebugProtocol.Variable {
    const { name, value, type, evaluateName, memoryReference, children } = node;
    return {
      name,
      value,
      ...(type !== undefined && { type }),
      ...(evaluateName !== undefined && { evaluateName }),
      ...(memoryReference !== undefined && { memoryReference }),
      ...(children?.indexed !== undefined && { indexedVariables: children.indexed }),
      variablesReference: this.referenceOf(children),
      presentationHint: { attributes: ['readOnly'] },
    };
  }
}
