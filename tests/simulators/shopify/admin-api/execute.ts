import {
  execute,
  getOperationAST,
  GraphQLError,
  parse,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from "graphql";
import { fieldValue } from "../store/missing-values";
import { accessDenied, missingScopes } from "./access";
import type { AdminContext } from "./context";
import { requestedCost, singleQueryLimit, type CostBucket } from "./cost";
import { resolvers } from "./resolvers";

export interface GraphqlRequest {
  query: string;
  variables?: Record<string, unknown> | null;
  operationName?: string | null;
}

const resolveField: GraphQLFieldResolver<Record<string, unknown>, AdminContext, Record<string, unknown>> = (
  source,
  args,
  context,
  info,
) => {
  const parent = info.parentType;
  const field = parent.getFields()[info.fieldName];
  if (!field) throw new Error(`no field ${parent.name}.${info.fieldName}`);
  const missing = missingScopes(context.scopes, parent.name, field);
  if (missing) throw accessDenied(info.fieldName, missing);
  const own = resolvers[`${parent.name}.${info.fieldName}`];
  return own ? own(source, args, context) : fieldValue(parent, field, source);
};

/** Shopify's form of a validation error, with the code its clients look for. */
export function validationError(error: GraphQLError): object {
  const unknown = /^Cannot query field "(\w+)" on type "(\w+)"/.exec(error.message);
  if (unknown) {
    const [, fieldName, typeName] = unknown;
    const message = `Field '${fieldName}' doesn't exist on type '${typeName}'`;
    return { message, locations: error.locations, extensions: { code: "undefinedField", typeName, fieldName } };
  }
  const codes: [RegExp, string][] = [
    [/^Unknown argument/, "argumentNotAccepted"],
    [/argument .* of type .* is required|was not provided/, "missingRequiredArguments"],
    [/^Variable .* used in position/, "variableMismatch"],
    [/^Variable .* is never used/, "variableNotUsed"],
    [/must have a selection of subfields|must not have a selection/, "selectionMismatch"],
    [/^Unknown fragment|^Fragment .* is never used/, "useAndDefineFragment"],
  ];
  const code = codes.find(([pattern]) => pattern.test(error.message))?.[1] ?? "argumentLiteralsIncompatible";
  return { message: error.message, locations: error.locations, extensions: { code } };
}

/**
 * One GraphQL request as Shopify answers it, always with HTTP 200: syntax and validation errors first, then the cost
 * limits, then execution with `extensions.cost`.
 */
export async function answerGraphql(
  schema: GraphQLSchema,
  request: GraphqlRequest,
  context: AdminContext,
  bucket: CostBucket,
): Promise<object> {
  let document: DocumentNode;
  try {
    document = parse(request.query);
  } catch (error) {
    const { message, locations } = error as GraphQLError;
    return { errors: [{ message: `syntax error: ${message}`, locations }] };
  }
  const invalid = validate(schema, document);
  if (invalid.length > 0) return { errors: invalid.map(validationError) };
  const operation = getOperationAST(document, request.operationName);
  if (!operation) return { errors: [{ message: "An operation name is required" }] };

  const requestedQueryCost = requestedCost(schema, document, operation, request.variables ?? {});
  if (requestedQueryCost > singleQueryLimit) {
    const message = `Query cost is ${requestedQueryCost}, which exceeds the single query max cost limit (${singleQueryLimit}).`;
    const extensions = { code: "MAX_COST_EXCEEDED", cost: requestedQueryCost, maxCost: singleQueryLimit };
    return { errors: [{ message, extensions }] };
  }
  if (!bucket.take(requestedQueryCost)) {
    return {
      errors: [
        {
          message: "Throttled",
          extensions: { code: "THROTTLED", documentation: "https://shopify.dev/api/usage/rate-limits" },
        },
      ],
      extensions: { cost: { requestedQueryCost, actualQueryCost: null, throttleStatus: bucket.status() } },
    };
  }
  const result = await execute({
    schema,
    document,
    rootValue: {},
    contextValue: context,
    variableValues: request.variables,
    operationName: request.operationName,
    fieldResolver: resolveField,
    typeResolver: (value) => (value as { __typename: string }).__typename,
  });
  const cost = { requestedQueryCost, actualQueryCost: requestedQueryCost, throttleStatus: bucket.status() };
  return { ...shopifyErrors(result), extensions: { cost } };
}

/** Errors of resolvers with no code of their own are the server's. */
function shopifyErrors(result: ExecutionResult): object {
  if (!result.errors) return result;
  return {
    ...result,
    errors: result.errors.map((e) => ({
      message: e.message,
      locations: e.locations,
      path: e.path,
      extensions:
        e.originalError && !(e.originalError instanceof GraphQLError)
          ? { code: "INTERNAL_SERVER_ERROR" }
          : e.extensions,
    })),
  };
}
