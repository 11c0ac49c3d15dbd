/** What parts of the host use of VS Code while they are tested without it. */

/** Texts as they are written, with their values filled in. */
export const l10n = {
  t: (text: string, ...values: (string | number | boolean)[]): string =>
    text.replaceAll(/\{(\d+)\}/g, (_, i) => String(values[Number(i)])),
};

/** A notification of progress, as a test sees it. */
export interface ShownProgress {
  readonly title: string;
  readonly cancellable: boolean;
  readonly messages: string[];
  /** The user presses its button. */
  cancel(): void;
}

/** What was shown since a test emptied it. */
export const shown: { progress: ShownProgress[]; status: string[]; errors: string[] } = {
  progress: [],
  status: [],
  errors: [],
};

export const ProgressLocation = { SourceControl: 1, Window: 10, Notification: 15 } as const;

export const window = {
  setStatusBarMessage: (text: string): void => void shown.status.push(text),
  showErrorMessage: async (text: string): Promise<undefined> => void shown.errors.push(text),
  async withProgress<R>(
    options: { readonly title: string; readonly cancellable: boolean },
    task: (
      progress: { report(value: { message?: string }): void },
      token: { onCancellationRequested(listener: () => void): { dispose(): void } },
    ) => Promise<R>,
  ): Promise<R> {
    const listeners = new Set<() => void>();
    const messages: string[] = [];
    const cancel = (): void => listeners.forEach((listener) => listener());
    shown.progress.push({ ...options, messages, cancel });
    return task(
      { report: ({ message }) => void (message !== undefined && messages.push(message)) },
      {
        onCancellationRequested: (listener) => {
          listeners.add(listener);
          return { dispose: () => listeners.delete(listener) };
        },
      },
    );
  },
};
