/** In a file of its own, as the client loads it late: a package of CommonJS has no names when it is imported so itself. */
export { Agent } from "undici";
