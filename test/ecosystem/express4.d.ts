/** Express 4 under its alias, as far as the application of these tests uses it: what it has in common with Express 5. */
declare module "express4" {
  import express from "express";

  export default express;
}
