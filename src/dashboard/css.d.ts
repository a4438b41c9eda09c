/** A stylesheet that esbuild puts into the page's own. */
declare module "*.css";
