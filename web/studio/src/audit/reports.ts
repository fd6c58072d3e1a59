import { type Connection, canvasPath } from "@easel/client/connection";

/** How much a finding matters, the worst first. */
export const SEVERITIES = ["error", "warning", "info"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What a rule found (SPEC AR5). */
export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly fix: string;
  /** Absent where it is about the canvas as a whole. */
  readonly atom_id?: string;
  /** The beginning of what was written on the atom; absent if nothing was. */
  readonly atom_text?: string;
}

/** What an audit says of one revision of a canvas. */
export interface Report {
  readonly id: string;
  readonly rev: number;
  readonly ruleset: string;
  /** From 0 to 1. */
  readonly score: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
  readonly findings: readonly Finding[];
  /** Findings that are counted but not listed. */
  readonly left_out: number;
  readonly created_at: string;
  readonly created_by: string;
}

/** Where a rule set is named and described. */
export interface RuleSet {
  readonly id: string;
  readonly description: string;
}

/** The audits of one canvas. What goes wrong is thrown as an EaselError. */
export class Reports {
  readonly #path: string;

  constructor(
    private readonly server: Connection,
    canvasId: string,
  ) {
    this.#path = canvasPath(canvasId, "/audits");
  }

  async ruleSets(): Promise<readonly RuleSet[]> {
    return (await this.server.get<{ rulesets: readonly RuleSet[] }>("/audit-rulesets")).rulesets;
  }

  /** The newest one; undefined if there is none yet. */
  async newest(): Promise<Report | undefined> {
    const { audits } = await this.server.get<{ audits: readonly { id: string }[] }>(`${this.#path}?limit=1`);
    return audits[0] && this.read(audits[0].id);
  }

  read(id: string): Promise<Report> {
    return this.server.get(`${this.#path}/${encodeURIComponent(id)}`);
  }

  run(ruleset: string): Promise<Report> {
    return this.server.post(this.#path, { ruleset }, 201);
  }
}
