import { commandForm } from "./commandForm.ts";
import type { Form } from "./form.ts";
import { httpForm } from "./httpForm.ts";
import { moduleForm } from "./moduleForm.ts";
import { replaceForm } from "./replaceForm.ts";

/** In the order in which they are offered. */
export const forms: readonly Form[] = [httpForm, commandForm, moduleForm, replaceForm];
