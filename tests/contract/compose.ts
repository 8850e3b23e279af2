// docker-compose.yml as docker-compose itself understands it: anchors merged, variables at their defaults, short forms spelled out.
import { compose } from "./lint-tools.ts";

export interface ComposeFile {
  services: Record<string, ComposeService>;
  networks: Record<string, { internal?: boolean }>;
}

export interface ComposeService {
  image: string;
  build?: { target: string };
  command?: string[] | null;
  environment: Record<string, string>;
  depends_on: Record<string, { condition: string }>;
  expose: string[];
  ports?: { host_ip: string; target: number; published: string }[];
  networks: Record<string, unknown>;
  healthcheck?: { test: string[] };
  user?: string;
  privileged?: boolean;
  stop_grace_period: string;
}

/** The file in the repository, whatever the shell of whoever asks has set. */
export function readCompose(): ComposeFile {
  const { code, stdout, stderr } = compose(["config", "--format", "json"]);
  if (code !== 0) throw new Error(`docker-compose refuses docker-compose.yml: ${stderr}`);
  return JSON.parse(stdout) as ComposeFile;
}
