import { PHASE_GROUPS, type PhaseGroupName } from '../phaseGroups';

/** The colours and fonts that canvases draw with, resolved from the page's custom properties. */
export interface Theme {
  readonly foreground: string;
  readonly background: string;
  readonly muted: string;
  readonly focus: string;
  readonly grid: string;
  readonly border: string;
  readonly warning: string;
  readonly error: string;
  readonly scrollbar: string;
  readonly unchanged: string;
  readonly zeroDot: string;
  /** Few to many, as `#rrggbb`. */
  readonly heat: readonly string[];
  readonly phases: Readonly<Record<PhaseGroupName, string>>;
  readonly highContrast: boolean;
  readonly fontFamily: string;
}

/** Reads the theme that the page has now. */
export function readTheme(): Theme {
  const style = getComputedStyle(document.body);
  const raw = (name: string): string => style.getPropertyValue(name).trim();

  // A custom property comes back as it was written; a colour property comes back computed.
  const probe = document.createElement('i');
  document.body.append(probe);
  const colour = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  // Where the system forces its colours, text and background are its own, and data keeps ours.
  const surface = (name: string): string => {
    probe.style.backgroundColor = `var(${name})`;
    return getComputedStyle(probe).backgroundColor;
  };
  const ours = (name: string): string => {
    probe.style.forcedColorAdjust = 'none';
    const computed = colour(name);
    probe.style.forcedColorAdjust = '';
    return computed;
  };
  try {
    return {
      foreground: colour('--text'),
      background: surface('--surface'),
      muted: colour('--muted'),
      focus: ours('--focus'),
      grid: ours('--grid'),
      border: colour('--map-border'),
      warning: ours('--warning'),
      error: ours('--error'),
      scrollbar: colour('--scrollbar'),
      unchanged: raw('--unchanged'),
      zeroDot: raw('--zero-dot'),
      heat: raw('--heat')
        .split(',')
        .map((stop) => stop.trim()),
      phases: Object.fromEntries(
        PHASE_GROUPS.map(({ name }) => [name, ours(`--phase-${name}`)]),
      ) as Record<PhaseGroupName, string>,
      highContrast: raw('--high-contrast') === '1',
      fontFamily: style.fontFamily,
    };
  } finally {
    probe.remove();
  }
}

/** Calls back when VS Code gave the page another theme: it sets classes of body and variables of html. */
export function watchTheme(changed: () => void): void {
  const observer = new MutationObserver(changed);
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
}
