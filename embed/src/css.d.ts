/** A style sheet as text, made small; see build.mjs. */
declare module '*.css' {
  const css: string;
  export default css;
}
