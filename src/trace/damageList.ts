/** Damage at a place in a trace. */
export interface Damage {
  /** Byte offset in the file. */
  readonly offset: number;
  readonly what: string;
  /** What can no longer be read because of it, in words; that may be nothing. */
  readonly cost: string;
}

/** What damage takes from a sync point. */
export type Loss = 'point' | 'pages' | 'devices' | 'outputs' | 'image';

/** How each loss is told, worst first. */
const LOSSES: readonly { readonly loss: Loss; readonly text: (points: string) => string }[] = [
  { loss: 'point', text: (points) => points },
  { loss: 'image', text: (points) => `pages of the image of ${points} and what changed them` },
  { loss: 'pages', text: (points) => `pages of ${points} and what changed them later` },
  { loss: 'devices', text: (points) => `devices of ${points}` },
  { loss: 'outputs', text: (points) => `outputs of ${points}` },
];

interface Points {
  readonly first: number;
  last: number;
}

/** One place of damage, while it is being found out what it costs. */
export class DamagedPlace {
  readonly #losses = new Map<Loss, Points>();

  /**
   * @param end offset behind the damage.
   * @param type of the damaged record, where that is known.
   */
  constructor(
    readonly offset: number,
    readonly end: number,
    readonly what: string,
    readonly type?: number,
  ) {}

  /** A sync point, or the last of several, that lost something. */
  lose(loss: Loss, first: number, last = first): void {
    const before = this.#losses.get(loss);
    if (before === undefined) this.#losses.set(loss, { first, last });
    else before.last = Math.max(before.last, last);
  }

  /** @param otherwise its cost if no sync point lost anything. */
  toDamage(otherwise: string): Damage {
    const costs = LOSSES.flatMap(({ loss, text }) => {
      const points = this.#losses.get(loss);
      return points === undefined ? [] : [text(nameOf(points))];
    });
    const cost = costs.length === 0 ? otherwise : costs.join('; ');
    return { offset: this.offset, what: this.what, cost };
  }
}

function nameOf({ first, last }: Points): string {
  return first === last ? `sync point ${first}` : `sync points ${first} to ${last}`;
}
