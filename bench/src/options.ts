/** What the command line says; every suite has its own defaults. */
export interface Options {
  readonly rounds: number | undefined;
  readonly calls: number | undefined;
  readonly orders: number | undefined;
  readonly pages: number | undefined;
  readonly lines: number | undefined;
  readonly seconds: number | undefined;
  readonly dir: string | undefined;
  readonly env: Record<string, string>;
}
