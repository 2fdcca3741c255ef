/** What a drawing of a plan says, read back from it. */
export interface DrawnPlan {
  readonly nodes: readonly DrawnNode[];
  readonly edges: readonly (readonly [from: string, to: string, label: string | undefined])[];
}

export interface DrawnNode {
  readonly name: string;
  readonly label: string;
  readonly level: number;
  readonly isStream: boolean;
  readonly isCritical: boolean;
}
