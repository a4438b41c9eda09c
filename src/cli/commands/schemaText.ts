import { jobJsonSchema } from "../../job/file/jsonSchema.ts";

/** The JSON Schema of job files, as `batchline schema` prints it and media/batch.schema.json holds it. */
export function schemaText(): string {
	return `${JSON.stringify(jobJsonSchema(), null, 2)}\n`;
}
