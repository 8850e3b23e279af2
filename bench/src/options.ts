/** What the command line says; every suite has its own defaults. */
export interface Options {
  readonly rounds: number | undefined;
  readonly calls: number | undefined;
  readonly orders: number | undefined;
  readonly pages: number | undefined;
  readonly lines: number | undefined;
  readonly seconds: number | undefined;
  readonly dir: string | undefined;
  /** Google's Online Boutique, CPU-ms an order with 16 in flight and at 20 a second, and ms at 20 a second: see docs/benchmarks.md. */
  readonly boutique: {
    readonly closedCpu: number;
    readonly openCpu: number;
    readonly openP50: number;
    readonly openP99: number;
  };
  readonly env: Record<string, string>;
}
