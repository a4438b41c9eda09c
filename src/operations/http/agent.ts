/** For the client's `import()`: imported directly that way, undici, a CommonJS package, has no named exports. */
export { Agent } from "undici";
