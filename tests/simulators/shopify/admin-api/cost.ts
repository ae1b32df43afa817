import {
  getNamedType,
  isLeafType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { isConnection } from "../store/missing-values";

/** The most that one query may cost on every plan. */
export const singleQueryLimit = 1_000;

const connectionBase = 2;
const mutationCost = 10;
/** Shopify weighs the objects of a connection at a fraction of a single object; the exact curve is not published. */
const connectionShare = 0.25;

/**
 * An approximation of the calculated query cost: 1 per object, 0 per leaf, connections by their `first` or `last`,
 * 10 per mutation.
 */
export function requestedCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Record<string, unknown>,
): number {
  const fragments = new Map(
    document.definitions
      .filter((d): d is FragmentDefinitionNode => d.kind === Kind.FRAGMENT_DEFINITION)
      .map((d) => [d.name.value, d]),
  );
  const ofSelections = (set: SelectionSetNode, type: GraphQLNamedType | undefined): number =>
    set.selections.reduce((sum, s) => {
      if (s.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(s.name.value);
        return (
          sum + (fragment ? ofSelections(fragment.selectionSet, schema.getType(fragment.typeCondition.name.value)) : 0)
        );
      }
      if (s.kind === Kind.INLINE_FRAGMENT) {
        return sum + ofSelections(s.selectionSet, s.typeCondition ? schema.getType(s.typeCondition.name.value) : type);
      }
      return sum + ofField(s, type);
    }, 0);
  const ofField = (node: FieldNode, parent: GraphQLNamedType | undefined): number => {
    const field = isObjectType(parent) ? parent.getFields()[node.name.value] : undefined;
    if (!field || !node.selectionSet) return 0;
    const type = getNamedType(field.type);
    if (isLeafType(type)) return 0;
    const inner = ofSelections(node.selectionSet, type);
    if (isConnection(type)) return connectionBase + Math.ceil(pageSize(node, variables) * inner * connectionShare);
    if (parent?.name.endsWith("Connection") && field.name === "pageInfo") return 0;
    return (
      (operation.operation === OperationTypeNode.MUTATION && parent?.name === "Mutation" ? mutationCost : 1) + inner
    );
  };
  const root = operation.operation === OperationTypeNode.MUTATION ? schema.getMutationType() : schema.getQueryType();
  return Math.max(1, ofSelections(operation.selectionSet, root ?? undefined));
}

function pageSize(node: FieldNode, variables: Record<string, unknown>): number {
  const argument = node.arguments?.find((a) => a.name.value === "first" || a.name.value === "last");
  if (argument?.value.kind === Kind.INT) return Number(argument.value.value);
  if (argument?.value.kind === Kind.VARIABLE) return Number(variables[argument.value.name.value] ?? 0);
  return 0;
}

export interface ThrottleStatus {
  maximumAvailable: number;
  currentlyAvailable: number;
  restoreRate: number;
}

/** A shop's leaky bucket of cost points, which fills again with time. */
export class CostBucket {
  #available: number;
  #at: number;

  constructor(
    private readonly limits: { maximumAvailable: number; restoreRate: number },
    private readonly now: () => number,
  ) {
    this.#available = limits.maximumAvailable;
    this.#at = now();
  }

  /** Takes the cost and says true, or takes nothing and says false. */
  take(cost: number): boolean {
    this.#restore();
    if (cost > this.#available) return false;
    this.#available -= cost;
    return true;
  }

  /** Leaves only so many points, as if other calls had used the rest. */
  drainTo(points: number): void {
    this.#restore();
    this.#available = points;
  }

  status(): ThrottleStatus {
    this.#restore();
    return { ...this.limits, currentlyAvailable: Math.floor(this.#available) };
  }

  #restore(): void {
    const now = this.now();
    const restored = ((now - this.#at) / 1_000) * this.limits.restoreRate;
    this.#available = Math.min(this.limits.maximumAvailable, this.#available + restored);
    this.#at = now;
  }
}
