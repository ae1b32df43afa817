import type { z } from "zod";

/**
 * Reads the form of an action by its shape, `intent` included. Throws a 400 response for a form this app never sends: what a person can get wrong is for the
 * services to name, so shapes here are wide.
 */
export async function readForm<S extends z.ZodType>(request: Request, shape: S): Promise<z.output<S>> {
  const result = shape.safeParse(Object.fromEntries(await request.formData()));
  if (!result.success) throw new Response("Bad request", { status: 400 });
  return result.data;
}
