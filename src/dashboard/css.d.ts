/** A stylesheet that esbuild bundles into dist/dashboard.css. */
declare module "*.css";
